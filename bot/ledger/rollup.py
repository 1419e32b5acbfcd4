"""The rollups: recomputed for the days a replacement touched, never added to by differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
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
        connection.execute(delete(daily_cost).where(daily_cost.c.day.in_(some), daily_cost.c.connection_id.in_(ids)))
        theirs = on_days(some[0], some[-1] + DAY, connection_ids=ids)
        _fill(connection, summed(theirs, charge.c.day.in_(some)))
    for monday in sorted({week_of(day).monday for day in wanted}):
        gone = delete(weekly_cost).where(weekly_cost.c.week == monday, weekly_cost.c.connection_id.in_(ids))
        connection.execute(gone)
        _fill_week(connection, monday, ids)


def rebuild(connection: Connection) -> None:
    """Make the whole rollup anew, because the rules changed."""
    connection.execute(delete(daily_cost))
    connection.execute(delete(weekly_cost))
    _fill(connection, summed())
    days = connection.execute(select(daily_cost.c.day).distinct()).scalars()
    for monday in sorted({week_of(day).monday for day in days}):
        _fill_week(connection, monday, None)


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


def summed_week(monday: date, connection_ids: list[int] | None) -> Select[Any]:
    """What the rollup of one week is by definition: the sums of that by day."""
    group = [daily_cost.c[column.name] for column in weekly_cost.primary_key if column.name != "week"]
    query = select(
        literal(monday, Date).label("week"), *group, *(func.sum(daily_cost.c[name]) for name in _SUMS)
    ).group_by(*group)
    query = query.where(daily_cost.c.day >= monday, daily_cost.c.day < monday + 7 * DAY)
    return query if connection_ids is None else query.where(daily_cost.c.connection_id.in_(connection_ids))


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
    for amount in amounts.values():
        columns += [*exact_sum(amount), func.count() - func.count(amount)]
    return columns


def _part(amount: ColumnElement[Any]) -> ColumnElement[Any]:
    """What `allocation.piece` says of an amount, in 64 bits: no product in it is larger than the amount or 10^18."""
    nanos, parts = type_coerce(amount, BigInteger), allocation.c.parts

    def cut(at: ColumnElement[int]) -> ColumnElement[int]:
        return nanos // parts * at + nanos % parts * at // parts

    return case((parts == 1, nanos), else_=cut(allocation.c.high) - cut(allocation.c.low))


def _fill(connection: Connection, rows: Select[Any]) -> None:
    connection.execute(insert(daily_cost).from_select([column.name for column in daily_cost.c], rows))


def _fill_week(connection: Connection, monday: date, connection_ids: list[int] | None) -> None:
    rows = summed_week(monday, connection_ids)
    connection.execute(insert(weekly_cost).from_select([column.name for column in weekly_cost.c], rows))
