"""Reference rates in the store: a day keeps the rate that a source once gave it (method.md 2.0)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from bot.facts.rates import EURO, STANDS_FOR, Rate, Rates
from bot.ledger.tables import daily_cost, fx_rate, weekly_cost
from bot.ledger.upsert import insert_missing


def keep(connection: Connection, found: Iterable[Rate], *, now: datetime) -> tuple[Rate, ...]:
    """Store the rates of days before the oldest and after the newest stored one of their source and currency; those
    are returned.

    Within those days nothing is changed and nothing filled in: a day that has a later rate behind it has been
    converted, at its own rate or at the last before it, and stays so whatever the source says afterwards.
    """
    held = _held(connection)
    new = tuple(rate for rate in found if rate.currency != EURO and _is_outside(rate, held))
    rows = [
        {
            "source": rate.source,
            "day": rate.day,
            "currency": rate.currency,
            "per_euro": rate.per_euro,
            "stored_at": now,
        }
        for rate in new
    ]
    insert_missing(connection, fx_rate, rows)
    return new


def load(
    connection: Connection, currencies: Iterable[str], *, source: str, since: date | None, until: date | None
) -> Rates:
    """The stored rates of one source that the days from `since` (in) to `until` (out) may be converted at."""
    query = select(fx_rate).where(fx_rate.c.source == source, fx_rate.c.currency.in_(sorted(set(currencies))))
    if since is not None:
        query = query.where(fx_rate.c.day > since - STANDS_FOR)
    if until is not None:
        query = query.where(fx_rate.c.day < until)
    rows = connection.execute(query)
    return Rates(Rate(currency=r.currency, day=r.day, per_euro=r.per_euro, source=r.source) for r in rows)


def of_source(connection: Connection, source: str) -> tuple[Rate, ...]:
    """Every rate that was stored from the source."""
    rows = connection.execute(select(fx_rate).where(fx_rate.c.source == source))
    return tuple(Rate(currency=r.currency, day=r.day, per_euro=r.per_euro, source=r.source) for r in rows)


def needed(connection: Connection) -> tuple[frozenset[str], date | None]:
    """The currencies that charges are in, and the first day whose rates they may need; None without any charge."""
    currencies = connection.execute(select(weekly_cost.c.currency).distinct()).scalars()
    first: date | None = connection.execute(select(func.min(daily_cost.c.day))).scalar_one()
    return frozenset(currencies), None if first is None else first - STANDS_FOR


def _held(connection: Connection) -> dict[tuple[str, str], tuple[date, date]]:
    key = (fx_rate.c.source, fx_rate.c.currency)
    spans = select(*key, func.min(fx_rate.c.day), func.max(fx_rate.c.day)).group_by(*key)
    return {(source, currency): (oldest, newest) for source, currency, oldest, newest in connection.execute(spans)}


def _is_outside(rate: Rate, held: dict[tuple[str, str], tuple[date, date]]) -> bool:
    span = held.get((rate.source, rate.currency))
    return span is None or not span[0] <= rate.day <= span[1]
