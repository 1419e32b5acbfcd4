"""`GET /v1/organizations/analytics/cost` and `/usage`: rows by day, or for the range, grouped as asked."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.sandbox.accounts import midnight
from bot.sandbox.actors import Actor
from bot.sandbox.anthropic.groups import DIMENSIONS, FAN_OUT, FILTERS, keys_of, wanted
from bot.sandbox.anthropic.questions import DAY, days, hour, page, refreshed, rfc3339, span
from bot.sandbox.anthropic.tokens import add, counted
from bot.sandbox.company import Company
from bot.sandbox.query import Query, RefusedError
from bot.sandbox.rows import AnthropicRow
from bot.sandbox.spend import anthropic_rows

_ASKED = (
    "starting_at", "ending_at", "time_bucket_width", "group_by", "limit", "order", "order_by", "page",
    "exclude_deleted_users", *FILTERS,
)  # fmt: skip
_MOST_GROUPS = 5
_OF_USAGE = tuple(name for name in DIMENSIONS if name not in FAN_OUT)


@dataclass
class _Sum:
    """One row of the answer while it is being summed, with its fan-out by cost and token type."""

    start: datetime
    end: datetime
    amount: Decimal = Decimal(0)
    list_amount: Decimal = Decimal(0)
    requests: int = 0
    units: Counter[str] = field(default_factory=Counter)
    parts: dict[tuple[Hashable, ...], "_Sum"] = field(default_factory=dict)

    def add(self, row: AnthropicRow) -> None:
        self.amount += row.amount
        self.list_amount += row.list_amount
        self.requests += row.requests
        add(self.units, row)

    def by(self, word: str) -> Decimal:
        """What rows are ordered by."""
        return Decimal(counted(self.units)[word] if word.endswith("tokens") else getattr(self, word))


_Row = tuple[tuple[Hashable, ...], _Sum]


def cost(company: Company, query: Query, now: datetime) -> dict[str, Any]:
    """One page of cost rows, the dearest first unless asked otherwise.

    The company knows spend by UTC day: a bucket is a day, and a range counts every day it touches.
    """
    groups = _groups(query, DIMENSIONS)
    rows = _rows(company, query, groups, now, orders=("amount", "list_amount"))
    shown, following = page(query, rows, query.limit(default=20, most=1000))
    fan_out = [group for group in groups if group in FAN_OUT]
    data = []
    for key, total in shown:
        group = _group([name for name in groups if name not in FAN_OUT], key, DIMENSIONS)
        if fan_out:
            data += [
                _cost(part, {**group, **dict(zip(fan_out, kind, strict=True))}) for kind, part in total.parts.items()
            ]
        else:
            data.append(_cost(total, group, requests=total.requests))
    return {"data": data, **following, "data_refreshed_at": refreshed(now)}


def usage(company: Company, query: Query, now: datetime) -> dict[str, Any]:
    """One page of usage rows, those with most tokens first unless asked otherwise."""
    groups = _groups(query, _OF_USAGE)
    orders = ("total_tokens", "output_tokens", "requests", "uncached_input_tokens")
    shown, following = page(
        query, _rows(company, query, groups, now, orders=orders), query.limit(default=20, most=1000)
    )
    data = [
        {
            **_bounds(total),
            "group": _group(groups, key, _OF_USAGE),
            "usage": {**counted(total.units), "requests": total.requests},
        }
        for key, total in shown
    ]
    return {"data": data, **following, "data_refreshed_at": refreshed(now)}


def _groups(query: Query, known: tuple[str, ...]) -> list[str]:
    query.only(_ASKED)
    groups = list(dict.fromkeys(query.many("group_by")))
    for group in groups:
        if group not in known:
            raise RefusedError(400, f"group_by: '{group}' is not a dimension of this report")
    if sum(group not in FAN_OUT for group in groups) > _MOST_GROUPS:
        raise RefusedError(400, f"group_by: at most {_MOST_GROUPS} dimensions")
    asked = {*groups, *(name.removesuffix("s") for name in FILTERS if query.has(name))}
    if {"claude_tag_user_id", "rbac_group_id"} <= asked:
        raise RefusedError(400, "group_by: claude_tag_user_id cannot be combined with rbac_group_id")
    if query.flag("exclude_deleted_users") and "actor" not in groups:
        raise RefusedError(400, "exclude_deleted_users: requires group_by[]=actor")
    return groups


def _rows(company: Company, query: Query, groups: list[str], now: datetime, *, orders: tuple[str, ...]) -> list[_Row]:
    """Every row of the answer, in its order."""
    start, end = span(query, now)
    by = query.one_of("order_by", (*orders, "time"), orders[0]) or orders[0]
    downwards = query.one_of("order", ("asc", "desc"), "desc") == "desc"
    rows = sorted(_summed(company, query, groups, start, end, now).items(), key=lambda row: repr(row[0]))
    if by == "time":
        rows.sort(key=lambda row: row[1].by(orders[0]), reverse=True)
        return sorted(rows, key=lambda row: row[1].start, reverse=downwards)
    return sorted(rows, key=lambda row: row[1].by(by), reverse=downwards)


def _summed(
    company: Company, query: Query, groups: list[str], start: datetime, end: datetime, now: datetime
) -> dict[tuple[Hashable, ...], _Sum]:
    asked = {name: query.many(name) for name in FILTERS if query.has(name)}
    by_day, no_deleted = query.one("time_bucket_width") is not None, query.flag("exclude_deleted_users")
    outer = [group for group in groups if group not in FAN_OUT]
    inner = [group for group in groups if group in FAN_OUT]
    whole = (hour(start), hour(end))
    sums: dict[tuple[Hashable, ...], _Sum] = {}
    for day in days(start, end):
        bounds = (midnight(day), midnight(day) + DAY) if by_day else whole
        for row in anthropic_rows(company, day, now):
            if not wanted(row, asked) or (no_deleted and row.actor and row.actor.deleted):
                continue
            for key in keys_of(company, row, outer):
                total = sums.setdefault((bounds[0], *key), _Sum(*bounds))
                total.add(row)
                if inner:
                    kind = keys_of(company, row, inner)[0]
                    total.parts.setdefault(kind, _Sum(*bounds)).add(row)
    return sums


def _group(names: list[str], key: tuple[Hashable, ...], known: tuple[str, ...]) -> dict[str, Any]:
    values = {
        name: value.as_json() if isinstance(value, Actor) else value for name, value in zip(names, key[1:], strict=True)
    }
    return {**dict.fromkeys(known), **values}


def _bounds(total: _Sum) -> dict[str, str]:
    return {"starting_at": rfc3339(total.start), "ending_at": rfc3339(total.end)}


def _cost(total: _Sum, group: dict[str, Any], *, requests: int | None = None) -> dict[str, Any]:
    amounts = {"amount": f"{total.amount:f}", "list_amount": f"{total.list_amount:f}"}
    return {**_bounds(total), "group": group, "cost": {**amounts, "currency": "USD", "requests": requests}}
