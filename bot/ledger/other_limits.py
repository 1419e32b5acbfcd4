"""Which bills were read while the org file took something else of them, and so hold what it leaves out now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select, union

from bot.facts.bill_limit import BillLimit
from bot.facts.charge import Scope
from bot.ledger import bill_files, orgs
from bot.ledger.tables import cell, left_out, scope
from bot.ledger.tables import connection as connection_table
from bot.providers.bill_limits import about
from bot.providers.bill_scope import FOCUS


def read_by_others(connection: Connection) -> tuple[Scope, ...]:
    """The bills of FOCUS files that were read under other limits than those in force, of what they hold."""
    rows = connection.execute(
        select(connection_table.c.id, connection_table.c.slug, scope.c.key, scope.c.read_at)
        .join_from(scope, connection_table)
        .where(connection_table.c.provider == FOCUS)
        .order_by(connection_table.c.slug, scope.c.key)
    ).all()
    if not rows:
        return ()
    versions = orgs.limits_since(connection, min(row.read_at for row in rows))
    now = versions[0][1] if versions else ()
    then = {row: next((limits for since, limits in versions if since <= row.read_at), ()) for row in rows}
    other = [row for row in rows if set(then[row]) != set(now)]
    providers = _providers(connection, {row.id for row in other}) if other else {}
    return tuple(Scope(row.slug, row.key) for row in other if _differ(then[row], now, providers.get(row.id, ())))


def read_again_by_itself(connection: Connection, paths: Iterable[str]) -> frozenset[Scope]:
    """The bills that the next reading of these files reads again, because it knows by which limits it read them."""
    known = bill_files.known(connection)
    there = (known[path] for path in paths if path in known and not known[path].is_gone)
    return frozenset[Scope]().union(*(one.scopes for one in there))


def _differ(then: Sequence[BillLimit], now: Sequence[BillLimit], providers: Iterable[str]) -> bool:
    return any(set(about(then, one)) != set(about(now, one)) for one in providers)


def _providers(connection: Connection, connections: set[int]) -> dict[int, set[str]]:
    """By connection, whose charges its bills have, taken or left out."""
    taken = select(cell.c.connection_id, cell.c.provider).where(cell.c.connection_id.in_(connections))
    kept_out = (
        select(scope.c.connection_id, left_out.c.provider)
        .join_from(left_out, scope)
        .where(scope.c.connection_id.in_(connections))
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for connection_id, provider in connection.execute(union(taken, kept_out)):
        found[connection_id].add(provider)
    return found
