"""What the org file's limits keep out of the bills, kept beside each scope, so that an invoice can still be met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from bot.facts.charge import Scope
from bot.facts.left_out import LeftOut
from bot.ledger.slices import slices
from bot.ledger.tables import connection as connection_table
from bot.ledger.tables import left_out, scope


class Row(NamedTuple):
    """What of a connection was left out, of one provider and service, in one currency and calendar month."""

    connection: str
    month: date
    provider: str
    service: str | None
    currency: str
    rows: int
    billed: Decimal


def replace(
    connection: Connection, connections: Mapping[str, int], scopes: Sequence[Scope], found: Iterable[LeftOut]
) -> None:
    """Make each scope have left out exactly this; the scopes are there already."""
    slugs = {connection_id: slug for slug, connection_id in connections.items()}
    ids = dict[Scope, int]()
    for some in slices(scopes):
        there = select(scope.c.id, scope.c.connection_id, scope.c.key).where(
            scope.c.connection_id.in_({connections[one.connection] for one in some}),
            scope.c.key.in_({one.key for one in some}),
        )
        ids |= {Scope(slugs[row.connection_id], row.key): row.id for row in connection.execute(there)}
        connection.execute(delete(left_out).where(left_out.c.scope_id.in_([ids[one] for one in some])))
    rows = [
        {
            "scope_id": ids[one.scope],
            "month": one.month,
            "provider": one.provider,
            "service": one.service or "",
            "currency": one.currency,
            "rows": one.rows,
            "billed": one.billed,
        }
        for one in found
    ]
    if rows:
        connection.execute(insert(left_out), rows)


def of_month(connection: Connection, month: date) -> tuple[Row, ...]:
    """What was left out of a calendar month, by its first day."""
    query = (
        select(connection_table.c.slug, left_out)
        .join_from(left_out, scope)
        .join(connection_table)
        .where(left_out.c.month == month)
        .order_by(connection_table.c.slug, *left_out.primary_key)
    )
    return tuple(
        Row(row.slug, row.month, row.provider, row.service or None, row.currency, row.rows, row.billed)
        for row in connection.execute(query)
    )
