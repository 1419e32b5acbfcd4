"""How long each cell is placed, and where: one span after the other, as they are stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, select

from bot.ledger.tables import allocation, cell
from bot.ledger.tables import connection as connection_table

_AT_ONCE = 5_000
_PLACE = ("since", "until", "low", "high", "parts")


class Span(NamedTuple):
    """From `since` (in) to `until` (out), and the parts placed for it as (low, high, parts), in order."""

    since: date
    until: date
    cuts: tuple[tuple[int, int, int], ...] = ((0, 1, 1),)


@dataclass(frozen=True, kw_only=True)
class CellSpans:
    """One cell, and the spans it is placed for, in order of their beginning."""

    cell_id: int
    connection: str
    spans: tuple[Span, ...]


def cells(connection: Connection) -> Iterator[CellSpans]:
    """Every cell, one after the other; memory is bounded by one cell's spans."""
    wanted = (
        select(cell.c.id, connection_table.c.slug, *(allocation.c[name] for name in _PLACE))
        .join(connection_table, connection_table.c.id == cell.c.connection_id)
        .outerjoin(allocation, allocation.c.cell_id == cell.c.id)
        .order_by(cell.c.id, *(allocation.c[name] for name in _PLACE))
    )
    with connection.execute(wanted, execution_options={"yield_per": _AT_ONCE}) as rows:
        for (cell_id, slug), found in groupby(rows, key=itemgetter(0, 1)):
            placed = groupby((row[2:] for row in found if row.since is not None), key=itemgetter(0, 1))
            spans = tuple(Span(when[0], when[1], tuple(tuple(row[2:]) for row in parts)) for when, parts in placed)
            yield CellSpans(cell_id=cell_id, connection=slug, spans=spans)
