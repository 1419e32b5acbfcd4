"""`GET /v1/organizations/analytics/cost`: rows of US cents by day, or for the range, grouped as asked."""

import base64
import binascii
import hashlib
import json
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from bot.sandbox.accounts import midnight
from bot.sandbox.actors import Actor
from bot.sandbox.anthropic.groups import DIMENSIONS, FAN_OUT, FILTERS, keys_of, wanted
from bot.sandbox.company import Company
from bot.sandbox.query import Query, RefusedError
from bot.sandbox.rows import AnthropicRow
from bot.sandbox.spend import anthropic_rows

_KNOWN = (
    "starting_at", "ending_at", "time_bucket_width", "group_by", "limit", "order", "order_by", "page",
    "exclude_deleted_users", *FILTERS,
)  # fmt: skip
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
_LONGEST = timedelta(days=31)
_MOST_GROUPS = 5
_DAY = timedelta(days=1)


@dataclass
class _Sum:
    """One row of the answer while it is being summed, with its fan-out by cost and token type."""

    start: datetime
    end: datetime
    amount: Decimal = Decimal(0)
    list_amount: Decimal = Decimal(0)
    requests: int = 0
    parts: dict[tuple[Hashable, ...], "_Sum"] = field(default_factory=dict)

    def add(self, row: AnthropicRow) -> None:
        self.amount += row.amount
        self.list_amount += row.list_amount
        self.requests += row.requests


def cost(company: Company, query: Query, now: datetime) -> dict[str, Any]:
    """One page of cost rows, the dearest first unless asked otherwise.

    The company knows spend by UTC day: a bucket is a day, and a range counts every day it touches.
    """
    query.only(_KNOWN)
    start, end = _range(query, now)
    groups = _groups(query)
    limit = query.limit(default=20, most=1000)
    offset = _offset(query)
    sums = _ordered(query, _summed(company, query, groups, start, end, now))
    fan_out = [group for group in groups if group in FAN_OUT]
    data = []
    for key, total in sums[offset : offset + limit]:
        group = _group([name for name in groups if name not in FAN_OUT], key)
        if fan_out:
            data += [
                _row(part, {**group, **dict(zip(fan_out, kind, strict=True))}) for kind, part in total.parts.items()
            ]
        else:
            data.append(_row(total, group, requests=total.requests))
    more = offset + limit < len(sums)
    return {
        "data": data,
        "has_more": more,
        "next_page": _cursor(query, offset + limit) if more else None,
        "data_refreshed_at": _rfc3339(
            now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0) - timedelta(hours=3)
        ),
    }


def _range(query: Query, now: datetime) -> tuple[datetime, datetime]:
    start = _time(query, "starting_at")
    if start is None:
        raise RefusedError(400, "starting_at: Field required")
    if start < _EARLIEST:
        raise RefusedError(400, "starting_at: must be no earlier than 2026-01-01T00:00:00Z")
    if start < now - timedelta(days=365):
        raise RefusedError(400, "starting_at: must be within the last 365 days")
    width = query.one_of("time_bucket_width", ("1d", "1h", "1m"))
    end = _time(query, "ending_at")
    if end is None:
        if width is not None:
            raise RefusedError(400, "ending_at: required when time_bucket_width is set")
        end = min(now, start + _LONGEST)
    if end <= start:
        raise RefusedError(400, "ending_at: must be after starting_at")
    if end - start > _LONGEST or (width == "1m" and end - start > _DAY):
        raise RefusedError(400, "ending_at: the range must span at most 31 days, or 24 hours with 1m buckets")
    if width in {"1h", "1m"}:
        raise RefusedError(400, "time_bucket_width: this company keeps its spend by day; ask for 1d")
    return start, end


def _time(query: Query, name: str) -> datetime | None:
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


def _groups(query: Query) -> list[str]:
    groups = list(dict.fromkeys(query.many("group_by")))
    for group in groups:
        if group not in DIMENSIONS:
            raise RefusedError(400, f"group_by: '{group}' is not a dimension of this report")
    if sum(group not in FAN_OUT for group in groups) > _MOST_GROUPS:
        raise RefusedError(400, f"group_by: at most {_MOST_GROUPS} dimensions")
    asked = {*groups, *(name.removesuffix("s") for name in FILTERS if query.has(name))}
    if {"claude_tag_user_id", "rbac_group_id"} <= asked:
        raise RefusedError(400, "group_by: claude_tag_user_id cannot be combined with rbac_group_id")
    if query.flag("exclude_deleted_users") and "actor" not in groups:
        raise RefusedError(400, "exclude_deleted_users: requires group_by[]=actor")
    return groups


def _summed(
    company: Company, query: Query, groups: list[str], start: datetime, end: datetime, now: datetime
) -> dict[tuple[Hashable, ...], _Sum]:
    asked = {name: query.many(name) for name in FILTERS if query.has(name)}
    by_day, no_deleted = query.one("time_bucket_width") is not None, query.flag("exclude_deleted_users")
    outer = [group for group in groups if group not in FAN_OUT]
    inner = [group for group in groups if group in FAN_OUT]
    whole = (_hour(start), _hour(end))
    sums: dict[tuple[Hashable, ...], _Sum] = {}
    for day in _days(start, end):
        span = (midnight(day), midnight(day) + _DAY) if by_day else whole
        for row in anthropic_rows(company, day, now):
            if not wanted(row, asked) or (no_deleted and row.actor and row.actor.deleted):
                continue
            for key in keys_of(company, row, outer):
                total = sums.setdefault((span[0], *key), _Sum(*span))
                total.add(row)
                if inner:
                    kind = keys_of(company, row, inner)[0]
                    total.parts.setdefault(kind, _Sum(*span)).add(row)
    return sums


def _days(start: datetime, end: datetime) -> list[date]:
    count = ((end - timedelta(microseconds=1)).date() - start.date()).days + 1
    return [start.date() + timedelta(days=ahead) for ahead in range(count)]


def _hour(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time(moment.hour), UTC)


def _ordered(query: Query, sums: dict[tuple[Hashable, ...], _Sum]) -> list[tuple[tuple[Hashable, ...], _Sum]]:
    by = query.one_of("order_by", ("amount", "list_amount", "time"), "amount")
    newest = query.one_of("order", ("asc", "desc"), "desc") == "desc"
    pairs = sorted(sums.items(), key=lambda pair: repr(pair[0]))
    if by == "time":
        pairs.sort(key=lambda pair: pair[1].amount, reverse=True)
        return sorted(pairs, key=lambda pair: pair[1].start, reverse=newest)
    return sorted(
        pairs, key=lambda pair: pair[1].list_amount if by == "list_amount" else pair[1].amount, reverse=newest
    )


def _cursor(query: Query, offset: int) -> str:
    mark = hashlib.sha256(query.fingerprint().encode()).hexdigest()[:16]
    return "page_" + base64.urlsafe_b64encode(json.dumps([offset, mark]).encode()).decode()


def _offset(query: Query) -> int:
    page = query.one("page")
    if not page:
        return 0
    try:
        offset = int(json.loads(base64.urlsafe_b64decode(page.removeprefix("page_")))[0])
    except (binascii.Error, ValueError, TypeError, IndexError):
        raise RefusedError(400, "page: invalid cursor") from None
    if page != _cursor(query, offset):
        raise RefusedError(400, "page: the cursor belongs to a request with other parameters")
    return offset


def _group(names: list[str], key: tuple[Hashable, ...]) -> dict[str, Any]:
    values = {
        name: value.as_json() if isinstance(value, Actor) else value for name, value in zip(names, key[1:], strict=True)
    }
    return {**dict.fromkeys(DIMENSIONS), **values}


def _row(total: _Sum, group: dict[str, Any], *, requests: int | None = None) -> dict[str, Any]:
    return {
        "starting_at": _rfc3339(total.start),
        "ending_at": _rfc3339(total.end),
        "group": group,
        "cost": {
            "amount": f"{total.amount:f}",
            "list_amount": f"{total.list_amount:f}",
            "currency": "USD",
            "requests": requests,
        },
    }


def _rfc3339(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
