"""How reading each connection stands: when it last worked, how far it reaches, what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select, update

from bot.facts.periods import Period
from bot.ledger.tables import charge, collection, scope, source_name
from bot.ledger.tables import connection as connection_table
from bot.ledger.upsert import put


@dataclass(frozen=True, kw_only=True)
class Source:
    """One connection's state. Everything but `error` and `attempted_at` is of the last reading that worked.

    `first_day` is the first day ever asked for, `until` the first day not asked for, `newest_day` the newest day
    with a charge; None where nothing was ever read.
    """

    connection: str
    provider: str
    attempted_at: datetime
    error: str | None
    read_at: datetime | None
    first_day: date | None
    since: date | None
    until: date | None
    as_of: datetime | None
    newest_day: date | None

    @property
    def reaches_to(self) -> date | None:
        """The first day whose figures are not complete yet; None where nothing was ever read."""
        if self.until is None or self.read_at is None:
            return None
        return min(self.until, (self.as_of or self.read_at).date())


def sources(connection: Connection) -> tuple[Source, ...]:
    """Every connection, by its slug."""
    rows = connection.execute(
        select(collection, connection_table.c.slug, connection_table.c.provider)
        .join(connection_table)
        .order_by(connection_table.c.slug)
    )
    return tuple(
        Source(
            connection=row.slug,
            provider=row.provider,
            attempted_at=row.attempted_at,
            error=row.error,
            read_at=row.read_at,
            first_day=row.first_day,
            since=row.since,
            until=row.until,
            as_of=row.as_of,
            newest_day=row.newest_day,
        )
        for row in rows
    )


def note_success(
    connection: Connection, connection_id: int, window: Period, *, now: datetime, as_of: datetime | None
) -> None:
    """Remember that the whole window was read; the earliest first day stays."""
    known = select(collection.c.first_day).where(collection.c.connection_id == connection_id)
    first = connection.execute(known).scalar_one_or_none()
    newest = select(func.max(charge.c.day)).join(scope).where(scope.c.connection_id == connection_id)
    put(
        connection,
        collection,
        [
            {
                "connection_id": connection_id,
                "attempted_at": now,
                "error": None,
                "read_at": now,
                "first_day": min(first or window.start, window.start),
                "since": window.start,
                "until": window.end,
                "as_of": as_of,
                "newest_day": connection.execute(newest).scalar_one(),
            }
        ],
    )


def note_failure(connection: Connection, connection_id: int, error: str, *, now: datetime) -> None:
    """Remember that the last attempt failed and why; what was read before stays."""
    values = {"attempted_at": now, "error": error}
    changed = connection.execute(update(collection).where(collection.c.connection_id == connection_id).values(values))
    if changed.rowcount == 0:
        put(connection, collection, [{"connection_id": connection_id} | values])


def keep_names(connection: Connection, connection_id: int, names: Mapping[tuple[str, str], str]) -> None:
    """Remember what people call sub accounts and keys; a name once known is only replaced by a newer one."""
    put(
        connection,
        source_name,
        [
            {"connection_id": connection_id, "kind": kind, "source_id": source_id, "name": name}
            for (kind, source_id), name in sorted(names.items())
        ],
    )
