"""How long each cell is placed, and where: one span after the other, as they are stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Connection, select

from bot.ledger.tables import allocation, cell
from bot.ledger.tables import connection as connection_table

_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True)
class CellSpans:
    """One cell, and the spans from `since` (in) to `until` (out) it is placed for, in order of their beginning."""

    cell_id: int
    connection: str
    spans: tuple[tuple[date, date], ...]


def cells(connection: Connection) -> Iterator[CellSpans]:
    """Every cell, one after the other; memory is bounded by one cell's spans."""
    wanted = (
        select(cell.c.id, connection_table.c.slug, allocation.c.since, allocation.c.until)
        .join(connection_table, connection_table.c.id == cell.c.connection_id)
        .outerjoin(allocation, allocation.c.cell_id == cell.c.id)
        .order_by(cell.c.id, allocation.c.since)
    )
    with connection.execute(wanted, execution_options={"yield_per": _AT_ONCE}) as rows:
        for (cell_id, slug), found in groupby(rows, key=lambda row: (row[0], row[1])):
            spans = tuple((row.since, row.until) for row in found if row.since is not None)
            yield CellSpans(cell_id=cell_id, connection=slug, spans=spans)
