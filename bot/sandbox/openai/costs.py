"""`GET /organization/costs`: daily buckets of USD, grouped as asked."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.sandbox.company import Company
from bot.sandbox.openai.buckets import Exact, first_day, grouped, groups, page
from bot.sandbox.query import Query, RefusedError
from bot.sandbox.rows import OpenAIRow
from bot.sandbox.spend import openai_rows

DIMENSIONS = ("project_id", "user_id", "line_item", "api_key_id", "api_source")
_FILTERS = {"project_ids": "project_id", "api_key_ids": "api_key_id", "line_items": "line_item"}
_KNOWN = ("start_time", "end_time", "bucket_width", "group_by", "limit", "page", *_FILTERS)
_MOST_BUCKETS = 180
_GROUPED_BUCKETS = 60  # a grouped page may be shorter than its limit and still have more behind it


def costs(company: Company, query: Query, now: datetime) -> dict[str, Any]:
    """One page of what was spent."""
    query.only(_KNOWN)
    names = _groups(company, query)

    def results(day: date) -> list[dict[str, Any]]:
        rows = [row for row in openai_rows(company, day, now) if _wanted(query, row)]
        return [_result(names, key, of, place + day.day) for place, (key, of) in enumerate(grouped(names, rows))]

    return page(query, now, results, most=_MOST_BUCKETS, shorter=_GROUPED_BUCKETS)


def _groups(company: Company, query: Query) -> list[str]:
    names = groups(query, DIMENSIONS)
    by_both = "user_id" in names and ("project_id" in names or query.has("project_ids"))
    if by_both and first_day(query) < company.openai_people_since:
        raise RefusedError(
            400,
            "Grouping by 'user_id' together with 'project_id' or 'project_ids' is not supported for this time range.",
            param="group_by",
            code="unsupported_combination",
        )
    query.one_of("bucket_width", ("1d",))
    return names


def _wanted(query: Query, row: OpenAIRow) -> bool:
    return all(getattr(row, field) in query.many(name) for name, field in _FILTERS.items() if query.has(name))


def _result(names: list[str], key: tuple[str | bool | None, ...], rows: list[OpenAIRow], place: int) -> dict[str, Any]:
    total = sum((row.amount for row in rows), Decimal(0))
    value: str | Exact = Exact(total) if place % 2 else f"{total:f}"  # the live API answers with both
    measured = "line_item" in names and all(row.quantity is not None for row in rows)
    return {
        "object": "organization.costs.result",
        "amount": {"value": value, "currency": "usd"},
        **dict.fromkeys(DIMENSIONS),
        **dict(zip(names, key, strict=True)),
        "quantity": sum(row.quantity or 0 for row in rows) if measured else None,
        "quantity_unit": rows[0].quantity_unit if measured else None,
    }
