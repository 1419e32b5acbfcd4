"""One unit: read one connection's window and put it into the ledger, or leave the ledger as it was and say why.

A long window is read in pieces, which wait in temporary tables until the last one has come, so that memory holds one
piece, and the ledger is changed once and as a whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from bot.errors import ProviderError
from bot.facts.charge import Charge, Scope
from bot.facts.periods import DAY, Period
from bot.ledger import activities, directory, incoming, orgs, sources, store
from bot.ledger.db import Database
from bot.ledger.estimate import estimate
from bot.ledger.metering import weigh
from bot.ledger.pricing import Prices
from bot.ledger.split import split
from bot.ledger.staging import stage
from bot.providers.base import Progress, Provider, Reading, ignore
from bot.spool import Counted, Spool

FIRST_READ = timedelta(days=90)
"""How far back the first reading of a connection goes when nobody says otherwise."""
_FIRST_PIECE_DAYS = 2
_LONGEST_PIECE_DAYS = 31
"""The longest window of most APIs; and each piece asks for names once more."""
_MOST_CHARGES = 12_000
"""About as many as a piece may have, judged by the piece before; what was metered comes beside them."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """One connection that can be read: its slug in the ledger and the provider that reads it."""

    connection: str
    provider: Provider


@dataclass(frozen=True, kw_only=True)
class Collected:
    """What one reading did; its figures are None when it failed, and then `error` is the sentence why.

    `billed_cost` is the sum of what was read, None where the source does not bill in one currency.
    """

    connection: str
    provider: str
    since: date
    until: date
    charges: int | None = None
    billed_cost: Decimal | None = None
    control_total: Decimal | None = None
    added: int | None = None
    restated: int | None = None
    removed: int | None = None
    as_of: datetime | None = None
    error: str | None = None


def window(database: Database, account: Account, *, since: date | None, until: date | None, now: datetime) -> Period:
    """The days to read: as asked, else from the last settled day (first time 90 days back) through today.

    Raises ValueError when that is no period.
    """
    today = now.date()
    end = until or today + DAY
    if since is not None:
        return Period(since, end)
    with database.reading() as connection:
        known = {source.connection: source for source in sources.sources(connection)}
    last = known.get(account.connection)
    if last is None or last.until is None:
        start = today - FIRST_READ
    else:
        start = min(last.until, today) - account.provider.restates
    return Period(min(start, end - DAY), end)


def collect(
    database: Database,
    account: Account,
    wanted: Period,
    *,
    now: datetime,
    pseudonym: Callable[[str], str],
    progress: Progress = ignore,
) -> Collected:
    """Read the whole window, then replace its days in one transaction; a failure changes no figure and no count.

    What the provider meters finer than it bills is put into the charges before; the sums stay what it billed.
    """
    slug, name = account.connection, account.provider.name
    try:
        days = account.provider.readable(wanted, now=now)
        with database.staging(*incoming.TABLES) as staging, Spool() as spool:
            heard = _Heard()
            start, length = days.start, _FIRST_PIECE_DAYS
            while start < days.end:
                piece = Period(start, min(start + DAY * length, days.end))
                reading = account.provider.read(piece, now=now, progress=progress)
                heard.add(reading)
                start, length = piece.end, _next_length(len(piece), len(reading.charges))
                charges = _explained(database, reading, pseudonym)
                with staging.begin():
                    stage(staging, ((_scope(slug, one.day), one) for one in charges), pseudonym=pseudonym)
                if reading.activities is not None:
                    spool.add(Counted(reading.window, reading.activities, reading.counted), pseudonym)
                del reading, charges
            with database.writing(on=staging) as connection:
                replaced = _put(connection, account, heard, spool, now=now)
                directory.meet(connection, {pseudonym(called): called for called in heard.people})
    except ProviderError as error:
        with database.writing() as connection:
            connection_id = store.connection_id(connection, slug, name, now=now)
            sources.note_failure(connection, connection_id, str(error), now=now)
        return failed(account, wanted, str(error))
    return Collected(
        connection=slug,
        provider=name,
        since=heard.window.start,
        until=heard.window.end,
        charges=replaced.charges,
        billed_cost=heard.billed_cost,
        control_total=heard.control_total,
        added=replaced.added,
        restated=replaced.restated,
        removed=replaced.removed,
        as_of=heard.as_of,
    )


def _next_length(days: int, charges: int) -> int:
    """How many days to read next, after a piece of so many had so many charges: of a weekend there are few, so that
    no piece is more than twice as long as the one before.
    """
    fitting = days * _MOST_CHARGES // max(charges, 1)
    return min(max(fitting, 1), 2 * days, _LONGEST_PIECE_DAYS)


def failed(account: Account, days: Period, error: str) -> Collected:
    """That a reading of these days did not come about, and the sentence why."""
    name = account.provider.name
    return Collected(connection=account.connection, provider=name, since=days.start, until=days.end, error=error)


@dataclass
class _Heard:
    """What the pieces said together, as they come in."""

    windows: list[Period] = field(default_factory=list)
    amounts: list[Decimal | None] = field(default_factory=list)
    currencies: set[str] = field(default_factory=set)
    controls: list[Decimal | None] = field(default_factory=list)
    fresh: list[datetime] = field(default_factory=list)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)

    def add(self, reading: Reading) -> None:
        """One more piece."""
        self.people |= {one.person for one in reading.charges if one.person is not None}
        self.people |= {one.person for one in reading.activities or () if one.person is not None}
        self.people |= {one.person for one in reading.metered if one.person is not None}
        billed = [charge.billed_cost for charge in reading.charges if charge.additive]
        known = [amount for amount in billed if amount is not None]
        self.windows.append(reading.window)
        self.amounts.append(sum(known, Decimal(0)) if len(known) == len(billed) else None)
        self.currencies |= {charge.currency for charge in reading.charges}
        self.controls.append(reading.control_total)
        self.fresh += [reading.as_of] if reading.as_of else []
        self.names |= reading.names

    @property
    def window(self) -> Period:
        """All days that were read."""
        return Period(min(one.start for one in self.windows), max(one.end for one in self.windows))

    @property
    def billed_cost(self) -> Decimal | None:
        """The sum of what was read, None where an amount is not known or there are several currencies."""
        return _sum(self.amounts) if len(self.currencies) <= 1 else None

    @property
    def control_total(self) -> Decimal | None:
        """The sum of the control totals, None where a piece has none or there are several currencies."""
        return _sum(self.controls) if len(self.currencies) <= 1 else None

    @property
    def as_of(self) -> datetime | None:
        """When the least fresh of the pieces was made, None where the provider does not say."""
        return min(self.fresh, default=None)


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _put(connection: Connection, account: Account, heard: _Heard, spool: Spool, *, now: datetime) -> store.Replaced:
    """All that waits into the ledger, inside the caller's transaction."""
    slug = account.connection
    # A day is complete when it had ended as of the provider's own figures, however late we asked for them.
    as_of = min(now, heard.as_of or now)
    ids = {slug: store.connection_id(connection, slug, account.provider.name, now=now)}
    scopes = [_scope(slug, day) for window in heard.windows for day in window.days()]
    replaced = store.replace_staged(connection, connections=ids, scopes=scopes, now=as_of)
    for one in spool:
        activities.replace(
            connection,
            connections=ids,
            scopes=[_scope(slug, day) for day in one.window.days()],
            activities=((_scope(slug, done.day), done) for done in one.activities),
            counted=one.of_days,
            pseudonym=lambda person: person,  # they are pseudonyms since they wait
        )
    sources.keep_names(connection, ids[slug], heard.names)
    sources.note_success(
        connection,
        ids[slug],
        heard.window,
        now=now,
        as_of=heard.as_of,
        settles_after=account.provider.settles_after,
        brought=sources.Brought(charges=replaced.charges, billed_cost=heard.billed_cost, restated=replaced.restated),
    )
    return replaced


def _explained(database: Database, reading: Reading, pseudonym: Callable[[str], str]) -> tuple[Charge, ...]:
    """The charges with all that metering tells of them, at the prices of the organisation in force."""
    if not reading.metered:
        return reading.charges
    with database.reading() as connection:
        prices = Prices(agreed=orgs.current(connection).org.prices)
    explained: list[Charge] = []
    for billed_by, charges, metered in reading.alike():
        weighed = weigh(metered, prices)
        known = estimate(charges, weighed, billed_by=billed_by)
        explained += split(known, weighed, billed_by=billed_by, pseudonym=pseudonym)
    return tuple(explained)


def _scope(connection: str, day: date) -> Scope:
    return Scope(connection, day.isoformat())
