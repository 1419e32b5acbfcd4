"""Read how cells are placed, and what the charges of some days come to in each of their segments."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from bot.facts.periods import Period
from bot.ledger import rollup
from bot.ledger.allocation import AllocationClass, Cell, Placement, Segment
from bot.ledger.days import on_days
from bot.ledger.explanation import Placed
from bot.ledger.lookup import Named, cells_of
from bot.ledger.sums import Sums, read_sums
from bot.ledger.tables import allocation, cell, charge, place, scope
from bot.ledger.tables import connection as connection_table

_AT_ONCE = 5_000
_CELL = ("provider", "billing_account", "sub_account", "key", "model", "line_item", "person", "tags")
CELL = (*(cell.c[name] for name in _CELL), connection_table.c.slug.label("connection"))
_SEGMENT = ("since", "until", "low", "high", "parts", "reason")
SEGMENT = (
    *(allocation.c[name] for name in _SEGMENT),
    place.c.team,
    place.c.workflow,
    place.c["class"].label("allocation_class"),
)


def placed(
    connection: Connection, named: Sequence[Named], placement: Placement, *, cost_of: Period, since_ever: bool
) -> Iterator[Placed]:
    """Each cell that is named, under the one pseudonym its person has, with what its charges of a period come to.

    Its segments are those of the period, or with `since_ever` all from the first charge of its connection on.
    """
    condition = cells_of(named)
    wanted = (
        select(cell.c.id, cell.c.currency, cell.c.additive, *CELL, *SEGMENT)
        .join(connection_table, connection_table.c.id == cell.c.connection_id)
        .join(allocation, allocation.c.cell_id == cell.c.id)
        .join(place, place.c.id == allocation.c.place_id)
        .where(condition)
        .order_by(cell.c.id, allocation.c.since, allocation.c.low)
    )
    if since_ever:
        first = _first_day(connection, {one.connection for one in named}) or cost_of.start
        wanted = wanted.where(allocation.c.until > min(first, cost_of.start))
    else:
        wanted = wanted.where(allocation.c.until > cost_of.start, allocation.c.since < cost_of.end)
    costs = _costs(connection, condition, cost_of)
    with connection.execute(wanted, execution_options={"yield_per": _AT_ONCE}) as rows:
        for its_id, found in groupby(rows, key=attrgetter("id")):
            parts = list(found)
            segments = [segment_of(row) for row in parts]
            come_to = costs.get(its_id, {})
            yield Placed(
                cell=placement.of_one_person(cell_of(parts[0])),
                currency=parts[0].currency,
                segments=tuple(segments),
                costs={one: come_to[where] for one in segments if (where := _where(one)) in come_to},
                additive=parts[0].additive,
            )


def cell_of(row: Row[Any]) -> Cell:
    """The cell of a row that has the columns of `CELL`."""
    dimensions = {name: getattr(row, name) for name in _CELL if name != "tags"}
    return Cell(connection=row.connection, tags=json.loads(row.tags), **dimensions)


def segment_of(row: Row[Any]) -> Segment:
    """The segment of a row that has the columns of `SEGMENT`."""
    values = {name: getattr(row, name) for name in _SEGMENT}
    return Segment(
        team=row.team, workflow=row.workflow, allocation_class=AllocationClass(row.allocation_class), **values
    )


def _first_day(connection: Connection, slugs: set[str]) -> date | None:
    """The first day that the connections have a charge of."""
    query = select(func.min(scope.c.first_day)).join(connection_table).where(connection_table.c.slug.in_(slugs))
    day: date | None = connection.execute(query).scalar_one()
    return day


_Place = tuple[date, str, str]


def _where(segment: Segment) -> _Place:
    return segment.since, segment.team, segment.workflow


def _costs(connection: Connection, where: ColumnElement[bool], period: Period) -> dict[int, dict[_Place, Sums]]:
    """By cell and segment, what the charges of the period come to."""
    group = (charge.c.cell_id, allocation.c.since, place.c.team, place.c.workflow)
    query = (
        select(*group, *rollup.placed_sums())
        .select_from(charge)
        .join(cell, cell.c.id == charge.c.cell_id)
        .join(connection_table, connection_table.c.id == cell.c.connection_id)
        .join(allocation, rollup.IN_FORCE)
        .join(place, place.c.id == allocation.c.place_id)
        .where(where, cell.c.additive, on_days(period.start, period.end))
        .group_by(*group)
    )
    found: dict[int, dict[_Place, Sums]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row[0]][row[1], row[2], row[3]] = read_sums(row[4:])
    return found
