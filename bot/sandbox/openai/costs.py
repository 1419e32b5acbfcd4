"""`GET /organization/costs`: daily buckets of USD, grouped as asked."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.sandbox.accounts import midnight
from bot.sandbox.company import Company
from bot.sandbox.query import Query, RefusedError
from bot.sandbox.rows import OpenAIRow
from bot.sandbox.spend import openai_rows

DIMENSIONS = ("project_id", "user_id", "line_item", "api_key_id", "api_source")
_FILTERS = {"project_ids": "project_id", "api_key_ids": "api_key_id", "line_items": "line_item"}
_KNOWN = ("start_time", "end_time", "bucket_width", "group_by", "limit", "page", *_FILTERS)
_GROUPED_BUCKETS = 60  # a grouped page may be shorter than its limit and still have more behind it
_TINY = Decimal("1e-6")


@dataclass(frozen=True)
class Exact:
    """A JSON number written with every digit it has; a float would lose some."""

    value: Decimal

    def __str__(self) -> str:
        plain = 0 if not self.value else self.value.normalize()
        return str(plain) if abs(self.value) < _TINY else f"{plain:f}"


def costs(company: Company, query: Query, now: datetime) -> dict[str, Any]:
    """One page of buckets, oldest first; days without spend are buckets without results."""
    query.only(_KNOWN)
    groups = _groups(query)
    first, last = _days(query, now)
    first = _continued(query, first)
    limit = query.limit(default=7, most=180)
    size = min(limit, _GROUPED_BUCKETS) if groups else limit
    days = [first + timedelta(days=ahead) for ahead in range(min(size, max((last - first).days, 0)))]
    after = first + timedelta(days=len(days))
    more = after < last
    return {
        "object": "page",
        "data": [_bucket(company, query, groups, day, now) for day in days],
        "has_more": more,
        "next_page": _cursor(after) if more else None,
    }


def _groups(query: Query) -> list[str]:
    groups = query.many("group_by")
    for group in groups:
        if group not in DIMENSIONS:
            raise RefusedError(400, f"Invalid value for 'group_by': '{group}'.", param="group_by", code="invalid_value")
    if "user_id" in groups and ("project_id" in groups or query.has("project_ids")):
        raise RefusedError(
            400,
            "Grouping by 'user_id' together with 'project_id' or 'project_ids' is not supported for this organization.",
            param="group_by",
            code="unsupported_combination",
        )
    query.one_of("bucket_width", ("1d",))
    return groups


def _days(query: Query, now: datetime) -> tuple[date, date]:
    start, end = query.number("start_time"), query.number("end_time")
    if start is None:
        raise RefusedError(400, "Missing required parameter: 'start_time'.", param="start_time")
    if end is not None and end <= start:
        raise RefusedError(400, "'end_time' must be after 'start_time'.", param="end_time")
    tomorrow = now.date() + timedelta(days=1)
    last = tomorrow if end is None else min(tomorrow, _utc(end - 1, "end_time").date() + timedelta(days=1))
    return _utc(start, "start_time").date(), last


def _utc(seconds: int, param: str) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise RefusedError(400, f"'{param}' must be Unix seconds.", param=param) from None


def _cursor(day: date) -> str:
    return "page_" + base64.urlsafe_b64encode(day.isoformat().encode()).decode()


def _continued(query: Query, first: date) -> date:
    page = query.one("page")
    if not page:
        return first
    try:
        return date.fromisoformat(base64.urlsafe_b64decode(page.removeprefix("page_")).decode())
    except (binascii.Error, ValueError):
        raise RefusedError(400, "Invalid 'page' cursor.", param="page") from None


def _bucket(company: Company, query: Query, groups: list[str], day: date, now: datetime) -> dict[str, Any]:
    start = int(midnight(day).timestamp())
    rows = [row for row in openai_rows(company, day, now) if _wanted(query, row)]
    results = [_result(groups, key, of, place + day.day) for place, (key, of) in enumerate(_grouped(groups, rows))]
    return {"object": "bucket", "start_time": start, "end_time": start + 86400, "results": results}


def _wanted(query: Query, row: OpenAIRow) -> bool:
    return all(getattr(row, field) in query.many(name) for name, field in _FILTERS.items() if query.has(name))


def _grouped(groups: list[str], rows: list[OpenAIRow]) -> Iterator[tuple[tuple[str | None, ...], list[OpenAIRow]]]:
    found: dict[tuple[str | None, ...], list[OpenAIRow]] = {}
    for row in rows:
        found.setdefault(tuple(getattr(row, group) for group in groups), []).append(row)
    yield from found.items()


def _result(groups: list[str], key: tuple[str | None, ...], rows: list[OpenAIRow], place: int) -> dict[str, Any]:
    total = sum((row.amount for row in rows), Decimal(0))
    value: str | Exact = Exact(total) if place % 2 else f"{total:f}"  # the live API answers with both
    measured = "line_item" in groups and all(row.quantity is not None for row in rows)
    return {
        "object": "organization.costs.result",
        "amount": {"value": value, "currency": "usd"},
        **dict.fromkeys(DIMENSIONS),
        **dict(zip(groups, key, strict=True)),
        "quantity": sum(row.quantity or 0 for row in rows) if measured else None,
        "quantity_unit": rows[0].quantity_unit if measured else None,
    }
