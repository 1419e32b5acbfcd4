"""What was spent in one currency: each charge day converted at that day's reference rate (method.md 2.0)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from bot.facts.periods import DAY, Period
from bot.facts.rates import EURO, Rate, Rates
from bot.ledger import orgs
from bot.ledger import rates as stored
from bot.ledger.allocation import AllocationClass
from bot.ledger.costs import CostRow, costs, in_order
from bot.providers import rate_table
from bot.value.fx import convert_all, rate_said

_DAY, _CURRENCY, _CLASS = "day", "currency", "class"


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """Spend in `currency` that stays in it, for want of a rate on a day of the period; `reason` is a sentence."""

    currency: str
    period: Period
    reason: str


@dataclass(frozen=True, kw_only=True)
class Converted:
    """The rows, converted as far as rates are known, and what they were converted at.

    `source` is who published all of the rates, `as_of` is the newest day that one of them is of, `said` the newest one
    of each currency as a sentence. All are empty where nothing was to be converted.
    """

    rows: tuple[CostRow, ...]
    source: str | None
    as_of: date | None
    said: tuple[str, ...]
    unknown: tuple[Unknown, ...]


def converted(
    connection: Connection, *, since: date | None, until: date | None, by: Sequence[str], into: str
) -> Converted:
    """As `costs`, every row in the currency `into` where the rates of its days are known, by the source of rates that
    the organisation in force declares.

    The spend of a day in one currency is converted once and its parts add up to that, so whatever the rows are split
    by, their sum is the same. What has no rate stays in a row of its own currency, and is told of in `unknown`.
    """
    daily: dict[tuple[date, str, bool], list[CostRow]] = defaultdict(list)
    for row in costs(connection, since=since, until=until, by=[*by, *({_DAY} - set(by))]):
        counts = _CLASS not in by or row.key(_CLASS) != AllocationClass.SUPPRESSED
        daily[date.fromisoformat(str(row.key(_DAY))), row.currency, counts].append(row)
    currencies = sorted({currency for _, currency, _ in daily})
    source = rate_table.source(orgs.current(connection).org.fx).name
    rates = stored.load(connection, {*currencies, into}, source=source, since=since, until=until)
    parts: list[CostRow] = []
    for (day, currency, _), rows in daily.items():
        parts += rows if rates.ratio(day, currency, into) is None else _in(into, rows, day, currency, rates)
    days = {one: sorted({day for day, currency, _ in daily if currency == one}) for one in currencies if one != into}
    known = {one: [day for day in found if rates.ratio(day, one, into) is not None] for one, found in days.items()}
    used = {rate for one, found in known.items() for day in found for rate in _used(rates, day, one, into)}
    return Converted(
        rows=_joined(parts, by),
        source=source if used else None,
        as_of=max((rate.day for rate in used), default=None),
        said=tuple(str(rate_said(one, into, found[-1], rates)) for one, found in known.items() if found),
        unknown=tuple(
            _unknown(one, [day for day in days[one] if day not in set(found)], into, rates, source)
            for one, found in known.items()
            if len(found) < len(days[one])
        ),
    )


def _in(into: str, rows: Sequence[CostRow], day: date, currency: str, rates: Rates) -> list[CostRow]:
    """The rows of a day in one currency, converted; an amount that is not known stays unknown."""

    def amounts(given: Sequence[Decimal | None]) -> list[Decimal | None]:
        known = [amount for amount in given if amount is not None]
        done = iter(convert_all(known, currency, into, day, rates) or ())
        return [None if amount is None else next(done) for amount in given]

    billed, effective, listed = (
        amounts([row.billed_cost for row in rows]),
        amounts([row.effective_cost for row in rows]),
        amounts([row.list_cost for row in rows]),
    )
    return [
        replace(row, currency=into, billed_cost=billed[at], effective_cost=effective[at], list_cost=listed[at])
        for at, row in enumerate(rows)
    ]


def _joined(parts: Iterable[CostRow], by: Sequence[str]) -> tuple[CostRow, ...]:
    """The rows without the day that was not asked for, sorted as those of `costs`."""
    groups: dict[tuple[tuple[tuple[str, str | None], ...], str], list[CostRow]] = defaultdict(list)
    for row in parts:
        keys = {**dict(row.keys), _CURRENCY: row.currency}
        groups[tuple((word, keys[word]) for word in by), row.currency].append(row)
    rows = [
        replace(
            found[0],
            keys=keys,
            currency=currency,
            billed_cost=_sum(row.billed_cost for row in found),
            effective_cost=_sum(row.effective_cost for row in found),
            list_cost=_sum(row.list_cost for row in found),
            charges=sum(row.charges for row in found),
        )
        for (keys, currency), found in groups.items()
    ]
    return tuple(sorted(rows, key=in_order))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    found = list(amounts)
    known = [amount for amount in found if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(found) else None


def _used(rates: Rates, day: date, currency: str, into: str) -> list[Rate]:
    return [rate for one in (currency, into) if one != EURO for rate in [rates.on(day, one)] if rate is not None]


def _unknown(currency: str, days: Sequence[date], into: str, rates: Rates, source: str) -> Unknown:
    lacking = currency if any(rates.on(day, currency) is None for day in days) else into
    period, newest = Period(days[0], days[-1] + DAY), rates.newest(lacking)
    ended = f"; the newest is of {newest.day}" if newest and newest.day < days[-1] else ""
    reason = f"{source} has no rate of {lacking} for {len(days)} of its days, {period.shown()}{ended}"
    return Unknown(currency=currency, period=period, reason=reason)
