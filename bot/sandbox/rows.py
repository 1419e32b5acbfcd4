"""What OpenAI and Anthropic know of one UTC day, row by row, before any query groups it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.sandbox.actors import Actor


@dataclass(frozen=True, kw_only=True)
class OpenAIRow:
    """One cost line of a UTC day; `amount` in USD, exact. `team`, `workflow` and `person` are the planted truth: of a
    person what OpenAI tells, her address there or the id of a deleted user.

    `usage` is the report that counts `quantity`. `requests` are those of `stream` and `user_id` together, the same in
    each of their lines.
    """

    day: date
    stream: str
    usage: str
    project_id: str | None
    api_key_id: str | None
    user_id: str | None
    person: str | None
    api_source: str
    model: str | None
    batch: bool
    service_tier: str | None
    requests: int
    line_item: str
    amount: Decimal
    quantity: int | None
    quantity_unit: str | None
    team: str | None
    workflow: str | None
    late_days: int = 0


@dataclass(frozen=True, kw_only=True)
class AnthropicRow:
    """One cost component of a UTC day; `amount` and `list_amount` in US cents, exact, with fractions.

    `quantity` are tokens, searches or runs; `requests` are counted once for each actor, key and model. `team` and
    `workflow` are the planted truth.
    """

    day: date
    actor: Actor | None
    workspace_id: str | None
    api_key_id: str | None
    model: str | None
    product: str | None
    cost_type: str
    token_type: str | None
    amount: Decimal
    list_amount: Decimal
    quantity: int
    requests: int
    slack_user_id: str | None
    slack_channel_id: str | None
    team: str | None
    workflow: str | None
    late_days: int = 0
