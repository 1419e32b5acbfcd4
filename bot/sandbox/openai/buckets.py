"""OpenAI's pages of daily buckets: what is asked for, from where it goes on, and how an amount is written."""

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.sandbox.accounts import midnight
from bot.sandbox.query import Query, RefusedError
from bot.sandbox.rows import OpenAIRow

_TINY = Decimal("1e-6")


@dataclass(frozen=True)
class Exact:
    """A JSON number written with every digit it has; a float would lose some."""

    value: Decimal

    def __str__(self) -> str:
        plain = 0 if not self.value else self.value.normalize()
        return str(plain) if abs(self.value) < _TINY else f"{plain:f}"


def groups(query: Query, known: Iterable[str]) -> list[str]:
    """What the answer is to be told apart by; refused where the report does not know it."""
    wanted = query.many("group_by")
    for group in wanted:
        if group not in known:
            raise RefusedError(400, f"Invalid value for 'group_by': '{group}'.", param="group_by", code="invalid_value")
    return wanted


def page(
    query: Query, now: datetime, results: Callable[[date], list[dict[str, Any]]], *, most: int, shorter: int
) -> dict[str, Any]:
    """One page of buckets, oldest first; days without spend are buckets without results.

    A page has at most `most` buckets, and when grouped never more than `shorter`, however many were asked for.
    """
    first, last = _days(query, now)
    first = _continued(query, first)
    limit = query.limit(default=7, most=most)
    size = min(limit, shorter) if query.many("group_by") else limit
    days = [first + timedelta(days=ahead) for ahead in range(min(size, max((last - first).days, 0)))]
    after = first + timedelta(days=len(days))
    more = after < last
    return {
        "object": "page",
        "data": [_bucket(day, results(day)) for day in days],
        "has_more": more,
        "next_page": _cursor(after) if more else None,
    }


def first_day(query: Query) -> date:
    """The first day that is asked for; refused where none is."""
    start = query.number("start_time")
    if start is None:
        raise RefusedError(400, "Missing required parameter: 'start_time'.", param="start_time")
    return _utc(start, "start_time").date()


def grouped(
    names: list[str], rows: Iterable[OpenAIRow]
) -> Iterable[tuple[tuple[str | bool | None, ...], list[OpenAIRow]]]:
    """The rows that share what they are to be told apart by, in their order."""
    found: dict[tuple[str | bool | None, ...], list[OpenAIRow]] = {}
    for row in rows:
        found.setdefault(tuple(getattr(row, name) for name in names), []).append(row)
    return found.items()


def _days(query: Query, now: datetime) -> tuple[date, date]:
    first, end = first_day(query), query.number("end_time")
    if end is not None and end <= (query.number("start_time") or 0):
        raise RefusedError(400, "'end_time' must be after 'start_time'.", param="end_time")
    tomorrow = now.date() + timedelta(days=1)
    return first, tomorrow if end is None else min(tomorrow, _utc(end - 1, "end_time").date() + timedelta(days=1))


def _utc(seconds: int, param: str) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise RefusedError(400, f"'{param}' must be Unix seconds.", param=param) from None


def _cursor(day: date) -> str:
    return "page_" + base64.urlsafe_b64encode(day.isoformat().encode()).decode()


def _continued(query: Query, first: date) -> date:
    cursor = query.one("page")
    if not cursor:
        return first
    try:
        return date.fromisoformat(base64.urlsafe_b64decode(cursor.removeprefix("page_")).decode())
    except (binascii.Error, ValueError):
        raise RefusedError(400, "Invalid 'page' cursor.", param="page") from None


def _bucket(day: date, results: list[dict[str, Any]]) -> dict[str, Any]:
    start = int(midnight(day).timestamp())
    return {"object": "bucket", "start_time": start, "end_time": start + 86400, "results": results}
