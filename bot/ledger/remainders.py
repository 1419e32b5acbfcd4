"""What the control totals of the APIs have and their grouped reports lack, which is a charge of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, func, select

from bot.ledger.columns import exact_sum, total
from bot.ledger.tables import cell, charge
from bot.ledger.tables import connection as connection_table


@dataclass(frozen=True, kw_only=True)
class Remainder:
    """The remainders of one connection in one currency: their sum, on how many UTC days, the first and the last."""

    connection: str
    currency: str
    billed: Decimal
    days: int
    first: date
    last: date


def remainders(connection: Connection, line_item: str) -> tuple[Remainder, ...]:
    """By connection and currency, the additive charges of the line item that remainders are stored under."""
    group = (connection_table.c.slug, cell.c.currency)
    days = (func.count(charge.c.day.distinct()), func.min(charge.c.day), func.max(charge.c.day))
    found = (
        select(*group, *exact_sum(charge.c.billed), *days)
        .join(cell, cell.c.id == charge.c.cell_id)
        .join(connection_table, connection_table.c.id == cell.c.connection_id)
        .where(cell.c.line_item == line_item, cell.c.additive)
        .group_by(*group)
        .order_by(*group)
    )
    return tuple(
        Remainder(
            connection=row[0], currency=row[1], billed=total(row[2], row[3]), days=row[4], first=row[5], last=row[6]
        )
        for row in connection.execute(found)
    )
