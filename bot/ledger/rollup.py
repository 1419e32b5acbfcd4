"""The daily rollup: recomputed for the days a replacement touched, never added to by differences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, select

from bot.ledger.columns import exact_sum
from bot.ledger.tables import allocation, cell, charge, daily_cost

AMOUNTS = ("billed", "effective", "list")
"""The amounts of a charge, in the order of the rollup's columns."""

_AT_ONCE = 300


def rebuild_days(connection: Connection, connection_ids: Iterable[int], days: Iterable[date]) -> None:
    """Make the rollup of these days of these connections anew from their charges."""
    ids, wanted = sorted(connection_ids), sorted(set(days))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        connection.execute(delete(daily_cost).where(daily_cost.c.connection_id.in_(ids), daily_cost.c.day.in_(some)))
        _fill(connection, summed().where(cell.c.connection_id.in_(ids), charge.c.day.in_(some)))


def rebuild(connection: Connection) -> None:
    """Make the whole rollup anew, because the rules changed."""
    connection.execute(delete(daily_cost))
    _fill(connection, summed())


def summed() -> Select[tuple[object, ...]]:
    """What the rollup is by definition: every additive charge once, under the rule in force on its day."""
    group = (
        charge.c.day,
        cell.c.connection_id,
        cell.c.provider,
        allocation.c.team,
        allocation.c.workflow,
        allocation.c["class"],
        func.coalesce(cell.c.model, ""),
        cell.c.currency,
    )
    return (
        select(
            *group,
            *sums(),
        )
        .join(cell, cell.c.id == charge.c.cell_id)
        .join(
            allocation,
            and_(
                allocation.c.cell_id == charge.c.cell_id,
                charge.c.day >= allocation.c.since,
                charge.c.day < allocation.c.until,
            ),
        )
        .where(cell.c.additive)
        .group_by(*group)
    )


def sums() -> list[ColumnElement[int]]:
    """How charges are summed: how many (a charge for several days on its first), then of each amount its exact sum
    in two parts and how many rows lack it.
    """
    columns: list[ColumnElement[int]] = [func.count().filter(~charge.c.continued)]
    for name in AMOUNTS:
        columns += [*exact_sum(charge.c[name]), func.count() - func.count(charge.c[name])]
    return columns


def _fill(connection: Connection, rows: Select[tuple[object, ...]]) -> None:
    connection.execute(insert(daily_cost).from_select([column.name for column in daily_cost.c], rows))
