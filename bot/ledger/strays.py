"""Charges that no report finds, because what they name is not there; the tables do not forbid it (`tables.charge`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from bot.ledger.tables import cell, charge, scope

_AT_ONCE = 1_000


@dataclass(frozen=True, kw_only=True)
class Stray:
    """One charge, and which of its cell and its scope is there."""

    day: date
    source_id: str
    has_cell: bool
    has_scope: bool


def strays(connection: Connection) -> Iterator[Stray]:
    """Every charge without its cell or without its scope, in order; memory is bounded, however many there are."""
    lost = (
        select(charge.c.day, charge.c.source_id, cell.c.id.is_not(None), scope.c.id.is_not(None))
        .outerjoin(cell, cell.c.id == charge.c.cell_id)
        .outerjoin(scope, scope.c.id == charge.c.scope_id)
        .where(or_(cell.c.id.is_(None), scope.c.id.is_(None)))
        .order_by(charge.c.scope_id, charge.c.day, charge.c.source_id)
    )
    with connection.execute(lost, execution_options={"yield_per": _AT_ONCE}) as rows:
        for day, source_id, has_cell, has_scope in rows:
            yield Stray(day=day, source_id=source_id, has_cell=bool(has_cell), has_scope=bool(has_scope))
