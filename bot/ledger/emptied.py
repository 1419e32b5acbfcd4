"""Days that a reading took away: there were charges on them before, and there are none now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from bot.facts.charge import Scope
from bot.facts.periods import DAY, Period
from bot.ledger.coverage import merged
from bot.ledger.slices import slices
from bot.ledger.tables import charge, scope
from bot.ledger.tables import connection as connection_table

Charged = Mapping[str, frozenset[date]]
"""By connection, days with a charge."""


def charged(connection: Connection, scopes: Iterable[Scope]) -> Charged:
    """The days on which these scopes have a charge."""
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for one in scopes:
        keys[one.connection].append(one.key)
    found: dict[str, frozenset[date]] = {}
    for slug, its in sorted(keys.items()):
        days = set[date]()
        for some in slices(its):
            query = _days(slug).where(scope.c.key.in_(some))
            days.update(connection.execute(query).scalars())
        found[slug] = frozenset(days)
    return found


def emptied(connection: Connection, before: Charged) -> tuple[tuple[str, Period], ...]:
    """The spans of those days on which the connection has no charge any more, whatever its scopes."""
    return tuple(
        (slug, span)
        for slug, days in before.items()
        if days
        for span in merged(Period(day, day + DAY) for day in days - _among(connection, slug, days))
    )


def _among(connection: Connection, slug: str, days: frozenset[date]) -> set[date]:
    first, last = min(days), max(days)
    near = (scope.c.first_day <= last, scope.c.last_day >= first, charge.c.day.between(first, last))
    return set(connection.execute(_days(slug).where(*near)).scalars())


def _days(slug: str) -> Select[Any]:
    """The days with a charge of a connection."""
    return (
        select(charge.c.day)
        .join(scope, scope.c.id == charge.c.scope_id)
        .join(connection_table)
        .where(connection_table.c.slug == slug)
        .distinct()
    )
