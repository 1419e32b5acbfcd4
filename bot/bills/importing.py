"""One unit: billing files into the ledger, all files of one command together, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.errors import ImportRefusedError
from bot.facts.bill_limit import BillLimit
from bot.facts.charge import Charge, Scope
from bot.facts.left_out import LeftOut
from bot.facts.periods import Period
from bot.ledger import bill_files, directory, emptied, incoming, left_out, orgs, sources, store, twins
from bot.ledger.db import Database
from bot.ledger.staging import stage
from bot.providers.bill_check import BillSummary
from bot.providers.bill_scope import FOCUS, OWN, labelled
from bot.providers.bill_set import BillSet
from bot.providers.bill_twins import may_be_one_bill, mostly_same, twin_in_the_ledger
from bot.providers.focus import focus_files
from bot.providers.github_csv import github_files
from bot.providers.own_bill import own_files

Progress = Callable[[int], None]
"""Takes the bytes just read."""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did: rows taken, rows added and removed, days restated, and the billing scopes replaced.

    `left_out` is what the org file's limits kept out, `repeated` the rows that stood there again under their id,
    `emptied` the days, by connection, that had charges before and have none now.
    """

    rows: int
    added: int
    removed: int
    restated: int
    scopes: int
    connections: tuple[str, ...]
    period: Period
    left_out: tuple[LeftOut, ...] = ()
    repeated: int = 0
    emptied: tuple[tuple[str, Period], ...] = ()


def import_focus(
    database: Database,
    paths: Sequence[Path],
    *,
    now: datetime,
    pseudonym: Callable[[str], str],
    progress: Progress = lambda _: None,
) -> Imported:
    """Check every file, then replace each (issuer, billing account, billing period) they hold in one transaction.

    Of what they hold the limits of the org file take a part. Raises ImportRefusedError with file, line and column at
    the first fault, or naming the bill that is in the ledger already under another issuer or billing period; then
    nothing is stored. Each file is read twice. Others may write to the ledger meanwhile: the transaction begins when
    everything is read, and is short.
    """
    files = focus_files(paths, limits(database))
    summary = files.check(progress)

    def note(connection: Connection) -> None:
        bill_files.replaced(connection, {str(path.resolve()): held for path, held in files.scopes().items()})

    return put(database, files, summary, FOCUS, now=now, pseudonym=pseudonym, progress=progress, then=note)


def import_csv(
    database: Database,
    paths: Sequence[Path],
    *,
    now: datetime,
    pseudonym: Callable[[str], str],
    progress: Progress = lambda _: None,
) -> Imported:
    """As `import_focus`, of files in the organisation's own form: replaces each (provider, account, calendar month).

    Refused is also an id that the ledger has in another month of its provider and account.
    """
    files = own_files(paths)
    summary = files.check(progress)
    return put(database, files, summary, OWN, now=now, pseudonym=pseudonym, progress=progress, first=_refuse_moved_ids)


def import_github(
    database: Database,
    paths: Sequence[Path],
    *,
    now: datetime,
    pseudonym: Callable[[str], str],
    progress: Progress = lambda _: None,
) -> Imported:
    """As `import_focus`, of GitHub's AI usage reports: replaces each (organization, calendar month)."""
    files = github_files(paths)
    return put(database, files, files.check(progress), OWN, now=now, pseudonym=pseudonym, progress=progress)


def limits(database: Database) -> tuple[BillLimit, ...]:
    """What the org file in force takes of a bill."""
    with database.reading() as connection:
        return orgs.current(connection).org.bills


def put(
    database: Database,
    files: BillSet,
    summary: BillSummary,
    provider: str,
    *,
    now: datetime,
    pseudonym: Callable[[str], str],
    progress: Progress = lambda _: None,
    first: Callable[[Connection], None] = lambda _: None,
    then: Callable[[Connection], None] = lambda _: None,
) -> Imported:
    """Store what was checked; `provider` is what its connections are called.

    `first` and `then` belong to the transaction, before and after.
    """
    slugs = sorted({scope.connection for scope in summary.scopes})
    people = set[str]()
    with database.staging(*incoming.TABLES) as staging:
        with staging.begin():
            stage(staging, _meeting(files.charges(progress), people), pseudonym=pseudonym)
        with database.writing(on=staging) as connection:
            _refuse_twins(connection)
            first(connection)
            ids = {slug: store.connection_id(connection, slug, provider, now=now) for slug in slugs}
            before = emptied.charged(connection, summary.scopes)
            replaced = store.replace_staged(connection, connections=ids, scopes=summary.scopes, now=now)
            left_out.replace(connection, ids, summary.scopes, summary.left_out)
            for slug, connection_id in ids.items():
                sources.keep_names(connection, connection_id, files.names().get(slug, {}))
                sources.note_success(connection, connection_id, summary.period, now=now, as_of=None)
            gone = emptied.emptied(connection, before)
            directory.meet(connection, {pseudonym(called): called for called in people})
            then(connection)
    return Imported(
        rows=replaced.charges,
        added=replaced.added,
        removed=replaced.removed,
        restated=replaced.restated,
        scopes=len(summary.scopes),
        connections=tuple(slugs),
        period=summary.period,
        left_out=summary.left_out,
        repeated=summary.repeated,
        emptied=gone,
    )


def _meeting(charges: Iterable[tuple[Scope, Charge]], people: set[str]) -> Iterator[tuple[Scope, Charge]]:
    """The same charges; whose use they are comes into `people` as they pass."""
    for where, one in charges:
        if one.person is not None:
            people.add(one.person)
        yield where, one


def _refuse_twins(connection: Connection) -> None:
    for found in twins.twins(connection, may_be_one_bill):
        if mostly_same(found.shared, found.rows, found.stored_rows):
            raise twin_in_the_ledger(found.scope, found.stored, found.shared)


def _refuse_moved_ids(connection: Connection) -> None:
    moved = twins.first_moved(connection)
    if moved is not None:
        there, here = labelled(moved.stored), labelled(moved.scope)
        raise ImportRefusedError(
            f"The id {moved.source_id} is in the ledger in {there}, and in {here} it would count twice; import the "
            "files of both months together, or give the charge an id of its own"
        )


def size(paths: Sequence[Path]) -> int:
    """How many bytes an import of these files reads in all, where its progress ends."""
    return 2 * sum(path.stat().st_size for path in paths if path.is_file())
