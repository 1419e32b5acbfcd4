"""The rollups: recomputed for the days a replacement touched, never added to by differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    Insert,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    true,
    type_coerce,
)

from bot.facts.periods import DAY, week_of
from bot.ledger.columns import AMOUNTS, exact_sum, sum_columns
from bot.ledger.days import on_days
from bot.ledger.tables import allocation, charge, daily_cost, place, weekly_cost

_AT_ONCE = 300
_SUMS = [column.name for column in sum_columns()]

IN_FORCE = and_(
    allocation.c.cell_id == charge.c.cell_id, charge.c.day >= allocation.c.since, charge.c.day < allocation.c.until
)
"""Which parts a charge has: those of its cell on its day."""


def rebuild_days(connection: Connection, connection_ids: Iterable[int], days: Iterable[date]) -> None:
    """Make the rollup of these days of these connections anew from their charges, and then that of their weeks."""
    ids, wanted = sorted(connection_ids), sorted(set(days))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        these = {"ids": ids, "days": some, "since": some[0], "until": some[-1] + DAY}
        connection.execute(_EMPTY_DAYS, these)
        connection.execute(_FILL_DAYS, these)
    for monday in sorted({week_of(day).monday for day in wanted}):
        this = {"ids": ids, "monday": monday, "next": monday + 7 * DAY}
        connection.execute(_EMPTY_WEEK, this)
        connection.execute(_FILL_WEEK, this)


def rebuild(connection: Connection) -> None:
    """Make the whole rollup anew, because the rules changed."""
    connection.execute(delete(daily_cost))
    connection.execute(delete(weekly_cost))
    connection.execute(_into(daily_cost, summed()))
    days = connection.execute(select(daily_cost.c.day).distinct()).scalars()
    for monday in sorted({week_of(day).monday for day in days}):
        connection.execute(_FILL_WEEK_OF_ALL, {"monday": monday, "next": monday + 7 * DAY})


def summed(*which: ColumnElement[bool]) -> Select[Any]:
    """What the rollup by day is by definition: every additive charge once, its parts as they are placed on its day.

    `which` says which charges, all where there is none.
    """
    group = (charge.c.day, allocation.c.place_id)
    sums = (one.label(name) for name, one in zip(_SUMS, placed_sums(), strict=True))
    placed = select(*group, *sums).join(allocation, IN_FORCE).where(true(), *which).group_by(*group).subquery()
    words = (place.c[column.name] for column in daily_cost.primary_key if column.name != "day")
    return (
        select(placed.c.day, *words, *(placed.c[name] for name in _SUMS))
        .join(place, place.c.id == placed.c.place_id)
        .where(place.c.additive)
    )


def summed_week(monday: BindParameter[date], end: BindParameter[date]) -> Select[Any]:
    """What the rollup of one week is by definition: the sums of that by day."""
    group = [daily_cost.c[column.name] for column in weekly_cost.primary_key if column.name != "week"]
    sums = (func.sum(daily_cost.c[name]) for name in _SUMS)
    days = and_(daily_cost.c.day >= monday, daily_cost.c.day < end)
    return select(monday.label("week"), *group, *sums).where(days).group_by(*group)


def placed_sums() -> list[ColumnElement[int]]:
    """How placed charges are summed, each by the part that lies there; whole charges as `sums` does.

    A charge is counted where its largest part lies. An amount that is not known is unknown wherever a part of it lies.
    """
    first = and_(~charge.c.continued, allocation.c.low == 0)
    return _sums(first, {name: _part(charge.c[name]) for name in AMOUNTS})


def sums() -> list[ColumnElement[int]]:
    """How charges are summed: how many (a charge for several days on its first), then of each amount its exact sum
    in two parts and how many rows lack it.
    """
    return _sums(~charge.c.continued, {name: charge.c[name] for name in AMOUNTS})


def _sums(counted: ColumnElement[bool], amounts: Mapping[str, ColumnElement[Any]]) -> list[ColumnElement[int]]:
    columns: list[ColumnElement[int]] = [func.count().filter(counted)]
    for name, amount in amounts.items():
        columns += [*exact_sum(amount), func.count() - func.count(charge.c[name])]  # of which a part is as unknown
    return columns


def _part(amount: ColumnElement[Any]) -> ColumnElement[Any]:
    """What `allocation.piece` says of an amount, in 64 bits: no product in it is larger than the amount or 10^18."""
    nanos, parts = type_coerce(amount, BigInteger), allocation.c.parts

    def cut(at: ColumnElement[int]) -> ColumnElement[int]:
        return nanos // parts * at + nanos % parts * at // parts

    return case((parts == 1, nanos), else_=cut(allocation.c.high) - cut(allocation.c.low))


def _into(table: Table, rows: Select[Any]) -> Insert:
    return insert(table).from_select([column.name for column in table.c], rows)


def _day(name: str) -> BindParameter[date]:
    return bindparam(name, type_=Date)


# Kept, because making them anew takes as long as summing up a thousand charges.
_IDS, _DAYS = bindparam("ids", expanding=True, type_=BigInteger), bindparam("days", expanding=True, type_=Date)
_WEEK = summed_week(_day("monday"), _day("next"))
_EMPTY_DAYS = delete(daily_cost).where(daily_cost.c.day.in_(_DAYS), daily_cost.c.connection_id.in_(_IDS))
_FILL_DAYS = _into(
    daily_cost, summed(on_days(_day("since"), _day("until"), connection_ids=_IDS), charge.c.day.in_(_DAYS))
)
_EMPTY_WEEK = delete(weekly_cost).where(weekly_cost.c.week == _day("monday"), weekly_cost.c.connection_id.in_(_IDS))
_FILL_WEEK = _into(weekly_cost, _WEEK.where(daily_cost.c.connection_id.in_(_IDS)))
_FILL_WEEK_OF_ALL = _into(weekly_cost, _WEEK)
