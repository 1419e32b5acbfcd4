"""The dimensions of Anthropic's cost report: what each means for a row, and which filter reads it."""

from collections.abc import Callable, Hashable
from itertools import product

from bot.sandbox.accounts import ORGANIZATION
from bot.sandbox.company import Company
from bot.sandbox.people import opaque
from bot.sandbox.rows import AnthropicRow

FAN_OUT = ("cost_type", "token_type")
_PILOTS = 5  # the first people of each team are in a second group, so groups overlap


def service_tier(row: AnthropicRow) -> str | None:
    """The tier of a row, which only Console organizations have."""
    if row.workspace_id is None:
        return None
    return "batch" if row.product == "message_batches_api" else "standard"


def _category(row: AnthropicRow) -> str | None:
    if row.slack_channel_id is None:
        return None
    return "engaged" if row.slack_user_id else "monitoring"


_VALUES: dict[str, Callable[[AnthropicRow], Hashable]] = {
    "actor": lambda row: row.actor,
    "actor_type": lambda row: row.actor.kind if row.actor else None,
    "agent_id": lambda _: None,
    "api_key_id": lambda row: row.api_key_id,
    "claude_tag_category": _category,
    "claude_tag_user_id": lambda row: row.slack_user_id,
    "context_window": lambda row: "0-200k" if row.cost_type == "tokens" else None,
    "cost_type": lambda row: row.cost_type,
    "deployment_id": lambda _: None,
    "environment_id": lambda _: None,
    "inference_geo": lambda _: "global",
    "model": lambda row: row.model,
    "organization_id": lambda _: ORGANIZATION,
    "product": lambda row: row.product,
    "rbac_group_id": lambda _: None,
    "service_tier": service_tier,
    "session_id": lambda _: None,
    "slack_channel_id": lambda row: row.slack_channel_id,
    "speed": lambda _: "standard",
    "token_type": lambda row: row.token_type,
    "user_profile_id": lambda _: None,
    "workspace_id": lambda row: row.workspace_id,
}
DIMENSIONS = tuple(_VALUES)
FILTERS = {
    "actor_ids": lambda row: row.actor.id if row.actor and row.actor.kind != "federated_actor" else None,
    "claude_tag_categories": _category,
    **{f"{name}s": _VALUES[name] for name in DIMENSIONS if name not in (*FAN_OUT, "actor", "claude_tag_category")},
}


def wanted(row: AnthropicRow, asked: dict[str, list[str]]) -> bool:
    """Whether a row passes every filter; the empty word among key ids stands for usage without a key."""
    for name, words in asked.items():
        value = FILTERS[name](row)
        if value is None and not (name == "api_key_ids" and "" in words):
            return False
        if value is not None and value not in words:
            return False
    return True


def keys_of(company: Company, row: AnthropicRow, names: list[str]) -> list[tuple[Hashable, ...]]:
    """The combinations a row counts for: one, or one for each group its user is in (they overlap)."""
    values = [_teams(company, row) if name == "rbac_group_id" else [_VALUES[name](row)] for name in names]
    return list(product(*values))


def _teams(company: Company, row: AnthropicRow) -> list[Hashable]:
    if row.actor is None or row.actor.email is None:
        return [None]
    person = company.person(row.actor.email)
    groups: list[Hashable] = [opaque("rbac_group_01", person.team)]
    return [*groups, opaque("rbac_group_01", "pilot")] if person in company.members(person.team)[:_PILOTS] else groups
