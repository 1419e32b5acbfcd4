"""`GET /v1/organizations/cost_report` and `/usage_report/messages`: results nested in buckets of one day."""

from collections import Counter
from collections.abc import Callable, Hashable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.sandbox.accounts import midnight
from bot.sandbox.anthropic.groups import service_tier
from bot.sandbox.anthropic.questions import DAY, days, moment, page, rfc3339
from bot.sandbox.anthropic.tokens import add, counted
from bot.sandbox.company import Company
from bot.sandbox.query import Query, RefusedError
from bot.sandbox.rows import AnthropicRow
from bot.sandbox.spend import anthropic_rows

_RANGE = ("starting_at", "ending_at", "bucket_width", "limit", "page", "group_by")
_BUCKETS, _MOST_BUCKETS = 7, 31
_TOKEN_WORDS = {
    "uncached_input_tokens": "Input Tokens",
    "cache_read_input_tokens": "Input Tokens, Cache Read",
    "cache_creation.ephemeral_5m_input_tokens": "Input Tokens, Cache Write (5m)",
    "output_tokens": "Output Tokens",
}
_OTHER_WORDS = {"web_search": "Web Search Usage", "code_execution": "Code Execution Usage"}
_TOLD = ("description", "cost_type", "context_window", "model", "service_tier", "token_type", "inference_geo")

_Row = tuple[Hashable, ...]


def cost_report(company: Company, query: Query, now: datetime) -> dict[str, Any]:
    """One page of days, each with its costs by workspace and description, or in one sum."""
    query.only(_RANGE)
    query.one_of("bucket_width", ("1d",), "1d")
    groups = _groups(query, ("workspace_id", "description"))

    def results(day: date) -> list[dict[str, Any]]:
        sums: dict[_Row, Decimal] = {}
        for row in anthropic_rows(company, day, now):
            told = _described(row) if "description" in groups else (None,) * len(_TOLD)
            key = (_workspace(company, row) if "workspace_id" in groups else None, *told)
            sums[key] = sums.get(key, Decimal(0)) + row.amount
        names = ("workspace_id", *_TOLD)
        return [
            {"currency": "USD", "amount": f"{amount:f}", **dict(zip(names, key, strict=True))}
            for key, amount in sums.items()
        ]

    return _buckets(query, now, results)


def usage_report(company: Company, query: Query, now: datetime) -> dict[str, Any]:
    """One page of days, each with its tokens; runs of code are in none of them, and nothing counts requests."""
    filters = {
        "api_key_ids": lambda row: row.api_key_id,
        "workspace_ids": lambda row: _workspace(company, row),
        "models": lambda row: row.model,
        "service_tiers": _tier,
    }
    query.only((*_RANGE, *filters))
    if query.one_of("bucket_width", ("1d", "1h", "1m"), "1d") != "1d":
        raise RefusedError(400, "bucket_width: this company keeps its spend by day; ask for 1d")
    values: dict[str, Callable[[AnthropicRow], Hashable]] = {
        "api_key_id": lambda row: row.api_key_id,
        "workspace_id": lambda row: _workspace(company, row),
        "model": lambda row: row.model,
        "service_tier": _tier,
        "context_window": lambda _: "0-200k",
        "inference_geo": lambda _: "not_available",
        "account_id": lambda _: None,
        "service_account_id": lambda _: None,
    }
    groups = _groups(query, tuple(values))
    asked = {name: query.many(name) for name in filters if query.has(name)}

    def results(day: date) -> list[dict[str, Any]]:
        sums: dict[_Row, Counter[str]] = {}
        for row in anthropic_rows(company, day, now):
            if row.cost_type == "code_execution" or any(filters[name](row) not in asked[name] for name in asked):
                continue
            key = tuple(value(row) if name in groups else None for name, value in values.items())
            add(sums.setdefault(key, Counter()), row)
        return [{**counted(units, total=False), **dict(zip(values, key, strict=True))} for key, units in sums.items()]

    return _buckets(query, now, results)


def _buckets(query: Query, now: datetime, results: Callable[[date], list[dict[str, Any]]]) -> dict[str, Any]:
    start = moment(query, "starting_at")
    if start is None:
        raise RefusedError(400, "starting_at: Field required")
    end = moment(query, "ending_at") or now
    if end <= start:
        raise RefusedError(400, "ending_at: must be after starting_at")
    shown, following = page(query, days(start, end), query.limit(default=_BUCKETS, most=_MOST_BUCKETS))
    data = [
        {"starting_at": rfc3339(midnight(day)), "ending_at": rfc3339(midnight(day) + DAY), "results": results(day)}
        for day in shown
    ]
    return {"data": data, **following}


def _groups(query: Query, known: tuple[str, ...]) -> list[str]:
    for group in query.many("group_by"):
        if group not in known:
            raise RefusedError(400, f"group_by: '{group}' is not one of {', '.join(known)}")
    return query.many("group_by")


def _workspace(company: Company, row: AnthropicRow) -> str | None:
    """The default workspace is null in these reports, whatever its id."""
    named = {one.id for one in company.workspaces if not one.is_default}
    return row.workspace_id if row.workspace_id in named else None


def _tier(row: AnthropicRow) -> str:
    return service_tier(row) or "standard"


def _described(row: AnthropicRow) -> tuple[str | None, ...]:
    """What a description says, and its parts as the report parses them."""
    if row.cost_type != "tokens" or row.model is None or row.token_type is None:
        return _OTHER_WORDS[row.cost_type], row.cost_type, None, None, None, None, None
    tier = _tier(row)
    name = " ".join(word.capitalize() for word in row.model.split("-")[:2])
    version = ".".join(row.model.split("-")[2:])
    batch = ", Batch" if tier == "batch" else ""
    words = f"{name} {version} Usage - {_TOKEN_WORDS[row.token_type]}{batch}"
    return words, row.cost_type, "0-200k", row.model, tier, row.token_type, "not_available"
