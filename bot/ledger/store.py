"""Write charges: a scope is replaced as a whole, never appended to (design.md 3.4 decision 1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, insert, or_, select, update

from bot.facts.charge import Charge, Scope
from bot.ledger import orgs, restatements, rollup
from bot.ledger.cells import make_missing, place_new
from bot.ledger.incoming import create_tables, drop_tables, incoming, incoming_scope
from bot.ledger.slices import slices
from bot.ledger.staging import stage
from bot.ledger.tables import charge, scope
from bot.ledger.tables import connection as connection_table
from bot.ledger.upsert import insert_missing, put

_COPIED = [column.name for column in charge.c if column.name != "scope_id"]


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """What a replacement did. `restated` counts days whose total moved after they had been read complete.

    A charge for several days counts once, on its first.
    """

    charges: int
    added: int
    removed: int
    restated: int


_Known = dict[Scope, tuple[int, datetime | None]]
"""Each scope's id, and when it was last read; None where it never was, and is made now."""


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
    create_tables(connection)
    new = {where: scope_id for where, (scope_id, read_at) in known.items() if read_at is None}
    stage(connection, charges, pseudonym=pseudonym, straight=new)
    replaced = _replace(connection, connections, known, now, straight=new.values())
    drop_tables(connection)
    return replaced


def replace_staged(
    connection: Connection, *, connections: Mapping[str, int], scopes: Iterable[Scope], now: datetime
) -> Replaced:
    """As `replace`, with the charges that `staging.stage` put into the temporary tables of this connection before.

    What is left to do is set against set, and short also for a large bill.
    """
    known = _known_scopes(connection, connections, scopes, now)
    return _replace(connection, connections, known, now, straight=())


def _replace(
    connection: Connection,
    connections: Mapping[str, int],
    known: _Known,
    now: datetime,
    *,
    straight: Collection[int],
) -> Replaced:
    """What is left to do for all scopes, when the charges of those in `straight` are where they stay."""
    if make_missing(connection):
        place_new(connection, orgs.placement(connection))
    read_before = [scope_id for scope_id, read_at in known.values() if read_at is not None]
    _note_ids(connection, known)
    removed, added = _vanished(connection, read_before), _added(connection)
    restated = 0
    if moved := removed.keys() | added.keys():
        before = restatements.totals(connection, read_before, moved)
        _settle(connection, read_before)
        after = restatements.totals(connection, read_before, moved)
        restated = restatements.note(connection, before, after, dict(known.values()), now=now)
    held = _held(connection, [scope_id for scope_id, _ in known.values()])
    for scope_id in straight:
        added.update(held.get(scope_id, {}))
    _put_scopes(connection, connections, known, held, now)
    if touched := removed.keys() | added.keys():
        rollup.rebuild_days(connection, connections.values(), touched)
    charges = sum(days.total() for days in held.values())
    return Replaced(charges=charges, added=added.total(), removed=removed.total(), restated=restated)


_Held = Mapping[int, Counter[date]]
"""By scope id, the days that its charges touch, and how many begin on each."""


def _held(connection: Connection, scope_ids: Sequence[int]) -> _Held:
    held: dict[int, Counter[date]] = {}
    for some in slices(sorted(scope_ids)):
        begun = func.count().filter(~charge.c.continued)
        rows = select(charge.c.scope_id, charge.c.day, begun).where(charge.c.scope_id.in_(some))
        for scope_id, day, count in connection.execute(rows.group_by(charge.c.scope_id, charge.c.day)):
            held.setdefault(scope_id, Counter())[day] = count
    return held


def _put_scopes(
    connection: Connection, connections: Mapping[str, int], known: _Known, held: _Held, now: datetime
) -> None:
    rows = [
        _scope_row(connections, where, now) | {"id": scope_id, **_span(held.get(scope_id, Counter()))}
        for where, (scope_id, _) in known.items()
    ]
    put(connection, scope, rows)


def _span(days: Counter[date]) -> dict[str, date | None]:
    begun = (day for day, count in days.items() if count)
    return {
        "newest_day": max(begun, default=None),
        "first_day": min(days, default=None),
        "last_day": max(days, default=None),
    }


def _scope_row(connections: Mapping[str, int], where: Scope, now: datetime) -> dict[str, Any]:
    return {"connection_id": connections[where.connection], "key": where.key, "read_at": now}


def _known_scopes(
    connection: Connection, connections: Mapping[str, int], scopes: Iterable[Scope], now: datetime
) -> _Known:
    slugs = {connection_id: slug for slug, connection_id in connections.items()}
    found: _Known = {}
    for some in slices(sorted(set(scopes))):
        wanted = select(scope).where(
            scope.c.connection_id.in_({connections[where.connection] for where in some}),
            scope.c.key.in_({where.key for where in some}),
        )

        def stored(wanted: Select[Any] = wanted) -> _Known:
            rows = connection.execute(wanted)
            return {Scope(slugs[row.connection_id], row.key): (row.id, row.read_at) for row in rows}

        there = stored()
        new = [where for where in some if where not in there]
        insert_missing(connection, scope, [_scope_row(connections, where, now) for where in new])
        made = stored() if new else {}
        found |= {where: there[where] if where in there else (made[where][0], None) for where in some}
    return found


def _note_ids(connection: Connection, known: _Known) -> None:
    for row in connection.execute(select(incoming_scope)).all():
        scope_id, read_at = known[Scope(row.connection, row.key)]
        this = incoming_scope.c.number == row.number
        connection.execute(update(incoming_scope).where(this).values(scope_id=scope_id, is_new=read_at is None))


_SAID = (
    select(incoming_scope.c.scope_id, incoming_scope.c.is_new, *(incoming.c[name] for name in _COPIED))
    .select_from(incoming)
    .join(incoming_scope, incoming_scope.c.number == incoming.c.scope)
).subquery("said")
_STORED = and_(*(_SAID.c[key.name] == charge.c[key.name] for key in charge.primary_key))
_SAME = and_(*(_SAID.c[column.name].is_not_distinct_from(column) for column in charge.c))
_IS_GONE = ~select(_SAID.c.scope_id).where(_STORED, _SAME).exists()
_IS_NEW = or_(_SAID.c.is_new, ~select(charge.c.scope_id).where(_STORED, _SAME).exists())
"""A row that changed is both: what it was is gone, what it is now is new. A new scope holds nothing to look for."""


def _vanished(connection: Connection, scope_ids: Iterable[int]) -> Counter[date]:
    """By day, how many charges of the scopes are no longer said as they stand."""
    days = Counter[date]()
    for some in slices(sorted(scope_ids)):
        count = func.count().filter(~charge.c.continued)
        counted = select(charge.c.day, count).where(charge.c.scope_id.in_(some), _IS_GONE).group_by(charge.c.day)
        days.update({row[0]: row[1] for row in connection.execute(counted)})
    return days


def _added(connection: Connection) -> Counter[date]:
    """By day, how many charges are said that are not stored as they are said."""
    counted = select(_SAID.c.day, func.count().filter(~_SAID.c.continued)).where(_IS_NEW).group_by(_SAID.c.day)
    return Counter({row[0]: row[1] for row in connection.execute(counted)})


def _settle(connection: Connection, scope_ids: Iterable[int]) -> None:
    """Make the stored rows of the scopes those that are said."""
    for some in slices(sorted(scope_ids)):
        connection.execute(delete(charge).where(charge.c.scope_id.in_(some), _IS_GONE))
    columns = [column.name for column in charge.c]
    in_order_of_keys = (_SAID.c[key.name] for key in charge.primary_key)  # half the time of any order, measured
    rows = select(*(_SAID.c[name] for name in columns)).where(_IS_NEW).order_by(*in_order_of_keys)
    connection.execute(insert(charge).from_select(columns, rows))
