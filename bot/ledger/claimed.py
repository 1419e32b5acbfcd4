"""Read what was claimed in a span of days, by what claimed it, and what nobody did, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, select

from bot.facts.periods import Period
from bot.ledger import rollup
from bot.ledger.allocation import AllocationClass, Cell, Placement
from bot.ledger.columns import sum_columns
from bot.ledger.days import on_days
from bot.ledger.explained import CELL, cell_of
from bot.ledger.sums import Sums, read_sums
from bot.ledger.tables import allocation, cell, charge, place
from bot.ledger.tables import connection as connection_table

_AT_ONCE = 5_000
_SUMS = [column.name for column in sum_columns()]


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """What the additive charges of a span come to in one currency that have one `Segment.reason` and class."""

    reason: str | None
    allocation_class: AllocationClass
    currency: str
    sums: Sums


@dataclass(frozen=True, kw_only=True)
class Unclaimed:
    """What of one cell is unallocated in a span, in one currency; `is_rest` where rules with a share have left it."""

    cell: Cell
    is_rest: bool
    currency: str
    sums: Sums


def claimed(connection: Connection, period: Period) -> Iterator[Claimed]:
    """By what claims it and where it lies; of each charge every part, so that all of it is there once."""
    by_place = _by_place(period, allocation.c.reason)
    query = (
        select(by_place.c.reason, place.c["class"], place.c.currency, *(by_place.c[name] for name in _SUMS))
        .join(place, place.c.id == by_place.c.place_id)
        .where(place.c.additive)
    )
    for row in connection.execute(query):
        yield Claimed(reason=row[0], allocation_class=AllocationClass(row[1]), currency=row[2], sums=read_sums(row[3:]))


def unclaimed(connection: Connection, period: Period, placement: Placement) -> Iterator[Unclaimed]:
    """Every cell of which something is unallocated, under the one pseudonym its person has.

    Memory is bounded, however many there are.
    """
    by_place = _by_place(period, charge.c.cell_id, allocation.c.parts)
    query: Select[Any] = (
        select(*(by_place.c[name] for name in _SUMS), by_place.c.parts, place.c.currency, *CELL)
        .join(place, place.c.id == by_place.c.place_id)
        .join(cell, cell.c.id == by_place.c.cell_id)
        .join(connection_table, connection_table.c.id == cell.c.connection_id)
        .where(place.c.additive, place.c["class"] == AllocationClass.UNALLOCATED.value)
        .order_by(cell.c.id, by_place.c.parts)
    )
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
        for row in rows:
            yield Unclaimed(
                cell=placement.of_one_person(cell_of(row)),
                is_rest=row.parts > 1,
                currency=row.currency,
                sums=read_sums(row[: len(_SUMS)]),
            )


def ever_placing(connection: Connection) -> frozenset[str]:
    """The reasons that place some cell on some day, charged or not."""
    query = select(allocation.c.reason).where(allocation.c.reason.is_not(None)).distinct()
    return frozenset(connection.execute(query).scalars())


def _by_place(period: Period, *by: ColumnElement[Any]) -> Subquery:
    """The charges of the period summed by the number of their place, which alone meets its words."""
    group = (*by, allocation.c.place_id)
    sums = (one.label(name) for name, one in zip(_SUMS, rollup.placed_sums(), strict=True))
    placed = select(*group, *sums).select_from(charge).join(allocation, rollup.IN_FORCE)
    return placed.where(on_days(period.start, period.end)).group_by(*group).subquery("by_place")
