"""Which stored scopes hold rows that have just come in under another scope: by source id, which says the content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select, tuple_

from bot.facts.charge import Scope
from bot.ledger.incoming import incoming, incoming_scope
from bot.ledger.tables import charge, scope
from bot.ledger.tables import connection as connection_table


@dataclass(frozen=True, kw_only=True)
class Twins:
    """How many rows that cost something an incoming scope and a stored one have, each and in common."""

    scope: Scope
    stored: Scope
    rows: int
    stored_rows: int
    shared: int


def twins(connection: Connection, compared: Callable[[Scope, Scope], bool]) -> Iterator[Twins]:
    """Compare each incoming scope with the stored scopes of its connection that `compared` (incoming, stored) names.

    The charges are those in the temporary tables of `incoming`; stored scopes that they replace are passed over.
    """
    coming = {Scope(row.connection, row.key): row.number for row in connection.execute(select(incoming_scope)).all()}
    slugs = sorted({where.connection for where in coming})
    there = select(scope.c.id, scope.c.key, connection_table.c.slug).join(connection_table)
    kept = [
        (row.id, stored)
        for slug in slugs
        for row in connection.execute(there.where(connection_table.c.slug == slug).order_by(scope.c.key)).all()
        if (stored := Scope(row.slug, row.key)) not in coming
    ]
    for where, number in sorted(coming.items()):
        for scope_id, stored in kept:
            if compared(where, stored):
                yield _compared(connection, where, number, stored, scope_id)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A source id that comes in under one scope and is stored under another one of its connection."""

    source_id: str
    scope: Scope
    stored: Scope


def first_moved(connection: Connection) -> Moved | None:
    """The first id that is stored in a scope of its connection that is not replaced, whatever its day."""
    known = select(incoming_scope.c.connection, incoming_scope.c.key)
    query = (
        select(charge.c.source_id, incoming_scope.c.connection, incoming_scope.c.key, scope.c.key.label("stored"))
        .select_from(incoming)
        .join(incoming_scope, incoming_scope.c.number == incoming.c.scope)
        .join(connection_table, connection_table.c.slug == incoming_scope.c.connection)
        .join(scope, scope.c.connection_id == connection_table.c.id)
        .join(charge, and_(charge.c.scope_id == scope.c.id, charge.c.source_id == incoming.c.source_id))
        .where(tuple_(connection_table.c.slug, scope.c.key).not_in(known))
        .order_by(charge.c.source_id)
        .limit(1)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    return Moved(
        source_id=row.source_id, scope=Scope(row.connection, row.key), stored=Scope(row.connection, row.stored)
    )


def _compared(connection: Connection, where: Scope, number: int, stored: Scope, scope_id: int) -> Twins:
    said = select(func.count()).where(incoming.c.scope == number, *_costs(incoming))
    held = select(func.count()).where(charge.c.scope_id == scope_id, *_costs(charge))
    same = and_(charge.c.source_id == incoming.c.source_id, charge.c.day == incoming.c.day)
    common = said.join(charge, same).where(charge.c.scope_id == scope_id)
    return Twins(
        scope=where,
        stored=stored,
        rows=connection.execute(said).scalar_one(),
        stored_rows=connection.execute(held).scalar_one(),
        shared=connection.execute(common.select_from(incoming)).scalar_one(),
    )


def _costs(charges: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return ~charges.c.continued, or_(charges.c.billed != 0, charges.c.effective != 0, charges.c.list != 0)
