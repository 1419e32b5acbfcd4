"""What a ledger holds by any dimension of its cells, also by person, which nothing outside of tests may ask for."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from sqlalchemy import select

from bot.ledger.db import Database
from bot.ledger.tables import cell, charge
from bot.ledger.tables import connection as connection_table


def stored(database: Database, connection: str, *dimensions: str) -> dict[tuple[str | None, ...], Decimal]:
    """The billed cost of one connection by these columns of a cell, or by `day`; what is not billed is passed over."""
    columns = [charge.c.day if name == "day" else cell.c[name] for name in dimensions]
    wanted = (
        select(charge.c.billed, *columns)
        .join(cell, cell.c.id == charge.c.cell_id)
        .join(connection_table, connection_table.c.id == cell.c.connection_id)
        .where(connection_table.c.slug == connection, cell.c.additive)
    )
    found: defaultdict[tuple[str | None, ...], Decimal] = defaultdict(Decimal)
    with database.reading() as reading:
        for billed, *keys in reading.execute(wanted):
            found[tuple(None if key is None else str(key) for key in keys)] += billed or 0
    return dict(found)
