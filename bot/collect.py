"""One unit: read one connection's window and put it into the ledger, or leave the ledger as it was and say why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.errors import ProviderError
from bot.facts.charge import Charge, Scope
from bot.facts.periods import DAY, Period
from bot.ledger import activities, orgs, sources, store
from bot.ledger.db import Database
from bot.ledger.estimate import estimate
from bot.ledger.metering import weigh
from bot.ledger.pricing import Prices
from bot.ledger.split import split
from bot.providers.base import Progress, Provider, Reading, ignore

FIRST_READ = timedelta(days=90)
"""How far back the first reading of a connection goes when nobody says otherwise."""


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
        reading = account.provider.read(wanted, now=now, progress=progress)
    except ProviderError as error:
        with database.writing() as connection:
            connection_id = store.connection_id(connection, slug, name, now=now)
            sources.note_failure(connection, connection_id, str(error), now=now)
        return Collected(connection=slug, provider=name, since=wanted.start, until=wanted.end, error=str(error))
    replaced = _put(database, account, reading, _explained(database, reading, pseudonym), now=now, pseudonym=pseudonym)
    amounts = [charge.billed_cost for charge in reading.charges if charge.additive]
    one_currency = len({charge.currency for charge in reading.charges}) <= 1
    known = [amount for amount in amounts if amount is not None]
    return Collected(
        connection=slug,
        provider=name,
        since=reading.window.start,
        until=reading.window.end,
        charges=replaced.charges,
        billed_cost=sum(known, Decimal(0)) if one_currency and len(known) == len(amounts) else None,
        control_total=reading.control_total,
        added=replaced.added,
        restated=replaced.restated,
        removed=replaced.removed,
        as_of=reading.as_of,
    )


def _put(
    database: Database,
    account: Account,
    reading: Reading,
    charges: Iterable[Charge],
    *,
    now: datetime,
    pseudonym: Callable[[str], str],
) -> store.Replaced:
    """All of the reading into the ledger, in one transaction."""
    slug = account.connection
    # A day is complete when it had ended as of the provider's own figures, however late we asked for them.
    as_of = min(now, reading.as_of or now)
    scopes = [_scope(slug, day) for day in reading.window.days()]
    with database.writing() as connection:
        connection_id = store.connection_id(connection, slug, account.provider.name, now=now)
        replaced = store.replace(
            connection,
            connections={slug: connection_id},
            scopes=scopes,
            charges=((_scope(slug, charge.day), charge) for charge in charges),
            now=as_of,
            pseudonym=pseudonym,
        )
        if reading.activities is not None:
            activities.replace(
                connection,
                connections={slug: connection_id},
                scopes=scopes,
                activities=((_scope(slug, one.day), one) for one in reading.activities),
                pseudonym=pseudonym,
            )
        sources.keep_names(connection, connection_id, reading.names)
        sources.note_success(
            connection,
            connection_id,
            reading.window,
            now=now,
            as_of=reading.as_of,
            settles_after=account.provider.settles_after,
        )
    return replaced


def _explained(database: Database, reading: Reading, pseudonym: Callable[[str], str]) -> tuple[Charge, ...]:
    """The charges with all that metering tells of them, at the prices of the organisation in force."""
    if not reading.metered:
        return reading.charges
    with database.reading() as connection:
        prices = Prices(agreed=orgs.current(connection).org.prices)
    weighed = weigh(reading.metered, prices)
    known = estimate(reading.charges, weighed, billed_by=reading.billed_by)
    return split(known, weighed, billed_by=reading.billed_by, pseudonym=pseudonym)


def _scope(connection: str, day: date) -> Scope:
    return Scope(connection, day.isoformat())
