"""What all of Anthropic's reports ask for alike: a range of time, and one page after another."""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from bot.sandbox.query import Query, RefusedError

EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
LONGEST = timedelta(days=31)
DAY = timedelta(days=1)

T = TypeVar("T")


def span(query: Query, now: datetime) -> tuple[datetime, datetime]:
    """The range of an analytics report, within all of its limits."""
    start = moment(query, "starting_at")
    if start is None:
        raise RefusedError(400, "starting_at: Field required")
    if start < EARLIEST:
        raise RefusedError(400, "starting_at: must be no earlier than 2026-01-01T00:00:00Z")
    if start < now - timedelta(days=365):
        raise RefusedError(400, "starting_at: must be within the last 365 days")
    width = query.one_of("time_bucket_width", ("1d", "1h", "1m"))
    end = moment(query, "ending_at")
    if end is None:
        if width is not None:
            raise RefusedError(400, "ending_at: required when time_bucket_width is set")
        end = min(now, start + LONGEST)
    if end <= start:
        raise RefusedError(400, "ending_at: must be after starting_at")
    if end - start > LONGEST or (width == "1m" and end - start > DAY):
        raise RefusedError(400, "ending_at: the range must span at most 31 days, or 24 hours with 1m buckets")
    if width in {"1h", "1m"}:
        raise RefusedError(400, "time_bucket_width: this company keeps its spend by day; ask for 1d")
    return start, end


def moment(query: Query, name: str) -> datetime | None:
    """The instant a parameter gives; refused without a zone."""
    text = query.one(name)
    if text is None:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError(400, f"{name}: Input should be a valid RFC 3339 datetime") from None
    if value.tzinfo is None:
        raise RefusedError(400, f"{name}: Input should have timezone info")
    return value.astimezone(UTC)


def days(start: datetime, end: datetime) -> list[date]:
    """Every UTC day that the range touches."""
    count = ((end - timedelta(microseconds=1)).date() - start.date()).days + 1
    return [start.date() + timedelta(days=ahead) for ahead in range(count)]


def hour(instant: datetime) -> datetime:
    """The instant rounded down to its hour."""
    return datetime.combine(instant.date(), time(instant.hour), UTC)


def rfc3339(instant: datetime) -> str:
    """The instant in the provider's writing."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def refreshed(now: datetime) -> str:
    """How fresh the figures are, which moves every ten minutes."""
    return rfc3339(now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0) - timedelta(hours=3))


def page(query: Query, everything: Sequence[T], limit: int) -> tuple[Sequence[T], dict[str, Any]]:
    """The part of the list that the cursor asks for, and what the answer says of the next."""
    start = _offset(query)
    more = start + limit < len(everything)
    following = {"has_more": more, "next_page": _cursor(query, start + limit) if more else None}
    return everything[start : start + limit], following


def _cursor(query: Query, offset: int) -> str:
    mark = hashlib.sha256(query.fingerprint().encode()).hexdigest()[:16]
    return "page_" + base64.urlsafe_b64encode(json.dumps([offset, mark]).encode()).decode()


def _offset(query: Query) -> int:
    cursor = query.one("page")
    if not cursor:
        return 0
    try:
        offset = int(json.loads(base64.urlsafe_b64decode(cursor.removeprefix("page_")))[0])
    except (binascii.Error, ValueError, TypeError, IndexError):
        raise RefusedError(400, "page: invalid cursor") from None
    if cursor != _cursor(query, offset):
        raise RefusedError(400, "page: the cursor belongs to a request with other parameters")
    return offset
