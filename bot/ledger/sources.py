"""How reading each connection stands: when it last worked, how far it reaches, what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, func, select, update

from bot.facts.periods import DAY, Period, midnight
from bot.ledger.coverage import Coverage, Unsettled, coverage, merged, missing
from bot.ledger.tables import collection, scope, source_name
from bot.ledger.tables import connection as connection_table
from bot.ledger.upsert import put
from bot.providers.bill_scope import is_imported

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What a reading brought: how many charges, of which sum (None: unknown), and how many days were restated."""

    charges: int
    billed_cost: Decimal | None
    restated: int


@dataclass(frozen=True, kw_only=True)
class Source:
    """One connection's state. Everything but `error` and `attempted_at` is of the readings that worked.

    `covered` are the spans of UTC days read complete, in order; `unsettled` the days that were read, to their end or
    not, and may still change; `until` is the first day never asked for, `newest_day` the newest day with a charge; None
    where nothing was ever read. `settles_after` is how long after its end a day may still change, and None for bills;
    it and `brought`, which is of the last reading, are None where they are not known.
    """

    connection: str
    provider: str
    attempted_at: datetime
    error: str | None
    read_at: datetime | None
    until: date | None
    as_of: datetime | None
    newest_day: date | None
    brought: Brought | None = None
    covered: tuple[Period, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    settles_after: timedelta | None = None

    @property
    def is_imported(self) -> bool:
        """Whether somebody brings it as files, and no timetable keeps it fresh."""
        return is_imported(self.connection)

    @property
    def first_day(self) -> date | None:
        """The first complete day; None where there is none."""
        return self.covered[0].start if self.covered else None

    @property
    def reaches_to(self) -> date | None:
        """The first day behind all complete ones; None where there is none."""
        return self.covered[-1].end if self.covered else None

    def missing(self, wanted: Period) -> tuple[Period, ...]:
        """What of these days was not read complete."""
        return missing(self.covered, wanted)

    def unread(self, wanted: Period) -> tuple[Period, ...]:
        """What of these days was never read, not even before they were over."""
        return missing(merged([*self.covered, *(one.days for one in self.unsettled)]), wanted)

    @property
    def final_to(self) -> date | None:
        """The first day that may still change, else the first behind all complete ones; None where there is none."""
        return self.unsettled[0].days.start if self.unsettled else self.reaches_to

    def provisional(self, wanted: Period) -> tuple[Period, ...]:
        """What of these days was read and may still change, in order: nobody is judged by it yet (AC-C6)."""
        shared = ((max(one.days.start, wanted.start), min(one.days.end, wanted.end)) for one in self.unsettled)
        return merged(Period(start, end) for start, end in shared if start < end)

    def provisional_until(self, wanted: Period) -> date | None:
        """The first day at whose beginning all of them can be read final; None where they are already."""
        waits = [one.final_at for one in self.unsettled if one.days.start < wanted.end and wanted.start < one.days.end]
        last = max(waits, default=None)
        return None if last is None else last.date() + (DAY if last > midnight(last.date()) else timedelta(0))


_NOTHING = Coverage()


def sources(connection: Connection) -> tuple[Source, ...]:
    """Every connection, by its slug."""
    found = coverage(connection)
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
            until=row.until,
            as_of=row.as_of,
            newest_day=row.newest_day,
            brought=None
            if row.charges is None
            else Brought(charges=row.charges, billed_cost=row.billed_cost, restated=row.restated),
            covered=found.get(row.connection_id, _NOTHING).complete,
            unsettled=found.get(row.connection_id, _NOTHING).unsettled,
            settles_after=None if row.settle_seconds is None else _SECOND * row.settle_seconds,
        )
        for row in rows
    )


def note_success(
    connection: Connection,
    connection_id: int,
    window: Period,
    *,
    now: datetime,
    as_of: datetime | None,
    settles_after: timedelta | None = None,
    brought: Brought | None = None,
) -> None:
    """Remember that the whole window was read, and what it brought; reading an older one moves nothing back.

    `settles_after` is how long after its end a day of the source may still change; a bill is final when its period is
    over.
    """
    known = select(collection).where(collection.c.connection_id == connection_id)
    before = connection.execute(known).one_or_none()
    starts = [window.start, *([before.first_day] if before is not None and before.first_day else [])]
    ends = [window.end, *([before.until] if before is not None and before.until else [])]
    fresh = [at for at in (as_of, None if before is None else before.as_of) if at is not None]
    newest = select(func.max(scope.c.newest_day)).where(scope.c.connection_id == connection_id)
    put(
        connection,
        collection,
        [
            {
                "connection_id": connection_id,
                "attempted_at": now,
                "error": None,
                "read_at": now,
                "first_day": min(starts),
                "since": window.start,
                "until": max(ends),
                "as_of": max(fresh, default=None),
                "newest_day": connection.execute(newest).scalar_one(),
                "settle_seconds": None if settles_after is None else settles_after // _SECOND,
                "charges": brought and brought.charges,
                "restated": brought and brought.restated,
                "billed_cost": brought and brought.billed_cost,
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
