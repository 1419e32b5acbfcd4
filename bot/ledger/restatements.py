"""Days whose total moved after they had been read complete: noted in the open (design.md 2 rule 5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, bindparam, select, update

from bot.ledger.columns import exact_sum, total
from bot.ledger.slices import slices
from bot.ledger.tables import cell, charge, restatement
from bot.ledger.upsert import insert_missing

Totals = Mapping[tuple[int, date, str], Decimal]
"""The billed total of a scope, a day and a currency."""


def totals(connection: Connection, scope_ids: Collection[int], days: Collection[date]) -> Totals:
    """What the scopes are billed on these days at least, in their additive charges."""
    found: dict[tuple[int, date, str], Decimal] = {}
    for some in slices(sorted(scope_ids)):
        rows = (
            select(charge.c.scope_id, charge.c.day, cell.c.currency, *exact_sum(charge.c.billed))
            .join(cell, cell.c.id == charge.c.cell_id)
            .where(charge.c.scope_id.in_(some), cell.c.additive, charge.c.day.between(min(days), max(days)))
            .group_by(charge.c.scope_id, charge.c.day, cell.c.currency)
        )
        found |= {(row[0], row[1], row[2]): total(row[3], row[4]) for row in connection.execute(rows)}
    return found


def note(
    connection: Connection, before: Totals, after: Totals, read_at: Mapping[int, datetime | None], *, now: datetime
) -> int:
    """Keep, for each day that moved after it had been read complete, its first total and its present one.

    `read_at` says when each scope was last read. Returns how many days of scopes moved.
    """
    rows = [
        {"scope_id": scope_id, "day": day, "currency": currency, "before": was, "after": is_now, "restated_at": now}
        for scope_id, day, currency in sorted(before.keys() | after.keys())
        if (was := before.get((scope_id, day, currency), Decimal(0)))
        != (is_now := after.get((scope_id, day, currency), Decimal(0)))
        and (last := read_at[scope_id]) is not None
        and last.date() > day
    ]
    if rows:
        insert_missing(connection, restatement, rows)
        connection.execute(_MOVED_AGAIN, [{f"its_{name}": row[name] for name in (*_KEY, *_MOVES)} for row in rows])
    return len({(row["scope_id"], row["day"]) for row in rows})


_KEY, _MOVES = ("scope_id", "day", "currency"), ("after", "restated_at")
_MOVED_AGAIN = (
    update(restatement)
    .where(*(restatement.c[name] == bindparam(f"its_{name}") for name in _KEY))
    .values({name: bindparam(f"its_{name}") for name in _MOVES})
)
