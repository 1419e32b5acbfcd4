"""Write charges: a scope is replaced as a whole, never appended to (design.md 3.4 decision 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    select,
)

from bot.facts.charge import Charge, Scope
from bot.ledger import orgs, rollup
from bot.ledger.cells import LOOK_UP_AT_ONCE, Cells, place_new
from bot.ledger.columns import Instant, Nanos, exact_sum, total
from bot.ledger.tables import cell, charge, restatement, scope
from bot.ledger.tables import connection as connection_table
from bot.ledger.upsert import insert_missing, put

_BATCH = 5_000

incoming = Table(
    "incoming",
    MetaData(),
    Column("scope_id", Integer, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("cell_id", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("billed", Nanos),
    Column("effective", Nanos),
    Column("list", Nanos),
    Column("quantity", Text),
    prefixes=["TEMPORARY"],
)
"""What a source says now, beside what the ledger holds, while the two are compared."""


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """What a replacement did. `restated` counts days whose total moved after they had been read complete."""

    charges: int
    added: int
    removed: int
    restated: int


def connection_id(connection: Connection, slug: str, provider: str, *, now: datetime) -> int:
    """The id of a connection, which is made at its first reading."""
    insert_missing(connection, connection_table, [{"slug": slug, "provider": provider, "created_at": now}])
    return int(connection.execute(select(connection_table.c.id).where(connection_table.c.slug == slug)).scalar_one())


def replace(
    connection: Connection,
    *,
    connections: Mapping[str, int],
    scopes: Iterable[Scope],
    charges: Iterable[tuple[Scope, Charge]],
    now: datetime,
    pseudonym: Callable[[str], str],
) -> Replaced:
    """Make each scope hold exactly these charges, inside the caller's transaction.

    `connections` gives the id of every connection the scopes name. Rows that are there and equal are not written
    again, vanished ones go, the rollup of the touched days is made anew, and a day that had ended when it was last
    read and has another total now is noted as restated.
    """
    known = _known_scopes(connection, connections, scopes, now)
    ids = {where: scope_id for where, (scope_id, _) in known.items()}
    incoming.create(connection)
    try:
        count = _stage(connection, charges, ids, Cells(connection, connections, pseudonym))
        place_new(connection, orgs.rules(connection))
        before = _totals(connection, ids.values())
        touched, removed, added = _settle(connection, ids.values())
        after = _totals(connection, ids.values())
    finally:
        incoming.drop(connection)
    rollup.rebuild_days(connection, connections.values(), touched)
    restated = _note_restatements(connection, before, after, dict(known.values()), now)
    put(connection, scope, [_scope_row(connections, where, now) | {"id": i} for where, i in ids.items()])
    return Replaced(charges=count, added=added, removed=removed, restated=restated)


def _scope_row(connections: Mapping[str, int], where: Scope, now: datetime) -> dict[str, Any]:
    return {"connection_id": connections[where.connection], "key": where.key, "read_at": now}


def _known_scopes(
    connection: Connection, connections: Mapping[str, int], scopes: Iterable[Scope], now: datetime
) -> dict[Scope, tuple[int, datetime | None]]:
    """Each scope's id, and when it was last read (None where never: those are made)."""
    slugs = {connection_id: slug for slug, connection_id in connections.items()}
    found: dict[Scope, tuple[int, datetime | None]] = {}
    for some in _slices(sorted(set(scopes)), LOOK_UP_AT_ONCE):
        wanted = select(scope).where(
            scope.c.connection_id.in_({connections[where.connection] for where in some}),
            scope.c.key.in_({where.key for where in some}),
        )

        def stored(wanted: Select[Any] = wanted) -> dict[Scope, tuple[int, datetime | None]]:
            rows = connection.execute(wanted)
            return {Scope(slugs[row.connection_id], row.key): (row.id, row.read_at) for row in rows}

        there = stored()
        new = [where for where in some if where not in there]
        insert_missing(connection, scope, [_scope_row(connections, where, now) for where in new])
        made = stored() if new else {}
        found |= {where: there[where] if where in there else (made[where][0], None) for where in some}
    return found


def _stage(
    connection: Connection, charges: Iterable[tuple[Scope, Charge]], ids: Mapping[Scope, int], cells: Cells
) -> int:
    count = 0
    stream = iter(charges)
    while batch := list(islice(stream, _BATCH)):
        rows = [
            {
                "scope_id": ids[where],
                "source_id": one.id,
                "cell_id": cell_id,
                "day": one.day,
                "starts_at": one.starts_at,
                "ends_at": one.ends_at,
                "billed": one.billed_cost,
                "effective": one.effective_cost,
                "list": one.list_cost,
                "quantity": None if one.quantity is None else f"{one.quantity:f}",
            }
            for (where, one), cell_id in zip(batch, cells.ids(batch), strict=True)
        ]
        connection.execute(insert(incoming), rows)
        count += len(rows)
    return count


def _settle(connection: Connection, scope_ids: Iterable[int]) -> tuple[set[date], int, int]:
    """Remove what is no longer said, add what is new; the days touched and both counts."""
    columns = [column.name for column in charge.c]
    stored = and_(*(incoming.c[key.name] == charge.c[key.name] for key in charge.primary_key))
    same = and_(*(incoming.c[name].is_not_distinct_from(charge.c[name]) for name in columns))
    still_said = select(incoming.c.scope_id).where(stored, same).exists()
    touched: set[date] = set()
    removed = 0
    for some in _slices(sorted(scope_ids), LOOK_UP_AT_ONCE):
        gone = and_(charge.c.scope_id.in_(some), ~still_said)
        counted = select(charge.c.day, func.count()).where(gone).group_by(charge.c.day)
        for day, count in connection.execute(counted):
            touched.add(day)
            removed += count
        connection.execute(delete(charge).where(gone))
    new = ~select(charge.c.scope_id).where(stored).exists()
    counted = select(incoming.c.day, func.count()).where(new).group_by(incoming.c.day)
    added = 0
    for day, count in connection.execute(counted):
        touched.add(day)
        added += count
    connection.execute(insert(charge).from_select(columns, select(*(incoming.c[n] for n in columns)).where(new)))
    return touched, removed, added


_Totals = dict[tuple[int, date, str], Decimal]


def _totals(connection: Connection, scope_ids: Iterable[int]) -> _Totals:
    """The billed total of each scope, day and currency."""
    totals: _Totals = {}
    for some in _slices(sorted(scope_ids), LOOK_UP_AT_ONCE):
        rows: Select[Any] = (
            select(charge.c.scope_id, charge.c.day, cell.c.currency, *exact_sum(charge.c.billed))
            .join(cell)
            .where(charge.c.scope_id.in_(some), cell.c.additive)
            .group_by(charge.c.scope_id, charge.c.day, cell.c.currency)
        )
        totals |= {(row[0], row[1], row[2]): total(row[3], row[4]) for row in connection.execute(rows)}
    return totals


def _note_restatements(
    connection: Connection,
    before: _Totals,
    after: _Totals,
    read_at: dict[int, datetime | None],
    now: datetime,
) -> int:
    """Keep, for each day that moved after it had been read complete, its first total and its present one."""
    moved = []
    for where in sorted(before.keys() | after.keys()):
        scope_id, day, currency = where
        was, is_now = before.get(where, Decimal(0)), after.get(where, Decimal(0))
        last = read_at[scope_id]
        if was != is_now and last is not None and last.date() > day:
            moved.append((scope_id, day, currency, was, is_now))
    if moved:
        rows = [
            {"scope_id": i, "day": d, "currency": c, "before": b, "after": a, "restated_at": now}
            for i, d, c, b, a in moved
        ]
        _put_restatements(connection, rows)
    return len({(scope_id, day) for scope_id, day, *_ in moved})


def _put_restatements(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    insert_missing(connection, restatement, rows)
    for row in rows:
        connection.execute(
            restatement.update()
            .where(
                restatement.c.scope_id == row["scope_id"],
                restatement.c.day == row["day"],
                restatement.c.currency == row["currency"],
            )
            .values(after=row["after"], restated_at=row["restated_at"])
        )


def _slices(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))
