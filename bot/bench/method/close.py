"""The rows of method.md 8.2 about the ledger: that it reconciles, and how long the close of a week takes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot import jobs, settings
from bot.bench.method.companies import NATURES, world_of
from bot.bench.method.score import Bar, Run, Score, seeds_said
from bot.bench.method.world_ledger import CLOSES_AT, load, opened, pseudonym
from bot.bills import import_csv, import_focus
from bot.facts.money import NANOS_PER_UNIT, to_nanos
from bot.facts.org import UNALLOCATED
from bot.facts.periods import last_closed_week
from bot.ledger import orgs, reconciliation
from bot.ledger.costs import CostRow, costs
from bot.ledger.db import Database
from bot.runtime import Bot
from bot.sandbox.world import faults
from bot.sandbox.world.files import write_bills
from bot.sandbox.world.sizes import Size
from bot.sandbox.world.truth import spent
from bot.sandbox.world.world import World
from bot.verification.sums import outdated, unreconciled
from reports.digest_reading import build, shown_teams

MOST_SECONDS = 60.0
_TIMED = "Measured by the clock of a machine that does other things too; loading is not in it."
_MISSED = "It grows with teams times workflows, and with the days that each workflow's standing looks back to."
_SMALL_WORLDS = 2
_TINY = Size(name="T", people=20, teams=3, workflows=4, weeks=21, planted=(2, 3))
"""For a short run: just long enough for every fault."""
_NANO = 1e-9
_ALONE = 5
"""So many teams' digests are read one by one, for what all of them would take so."""


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """Reconciliation over worlds of size S, bill by bill, and one of size M; the close of one of size L.

    A short run has one tiny world for everything, so that its close is not the one that the row is about.
    """
    yield _reconciled(run, bar)
    yield _closed(run, bar)


def _reconciled(run: Run, bar: Bar) -> Score:
    """The largest difference between ledger and truth, over every revision, provider, day, team and week."""
    seeds = run.seeds[: 1 if run.is_short else _SMALL_WORLDS]
    worst, asked, naive = 0, 0, 0
    with bar("worlds reconciled", len(seeds) + (not run.is_short)) as step:
        for seed in seeds:
            world = _world("S", seed, run)
            with _folder() as folder:
                for found in _revisions(world, folder, _known_by(world, is_short=run.is_short)):
                    worst, asked, naive = max(worst, found[0]), asked + found[1], max(naive, found[2])
            step(1)
        if not run.is_short:
            world = _world("M", run.seeds[0], run)
            with _folder() as folder:
                database = Database(f"sqlite:///{folder}/middle.db")
                opened(database, world)
                for as_of in (_before_restatement(world), None):
                    load(database, world, as_of=as_of)
                    apart, sums = _apart(database, world, as_of)
                    worst, asked = max(worst, apart), asked + sums
                database.close()
            step(1)
    return Score(
        row="reconciliation error, every day and revision",
        name="largest difference to the planted truth, in units of currency",
        measured=worst * _NANO,
        at_most=0.0,
        anchor="rows of each bill added up once, late rows and restatement not read again",
        anchored=round(naive * _NANO, 2),
        of=f"{asked:,} sums by provider and day, by team and week, and by class, in {len(seeds)} S, {seeds_said(seeds)}"
        + ("" if run.is_short else f", and 1 M, {seeds_said(run.seeds[:1])}"),
        reason="Every sum is compared as a whole number of 1e-9; a restatement, an outage with its backfill, late "
        "rows, duplicates, a credit, seats spread over months and bills of local days are in it.",
    )


def _world(size: str, seed: int, run: Run) -> World:
    if run.is_short:
        return World(size=_TINY, seed=seed, nature=NATURES[run.family])
    return world_of(size, seed, run.family)


def _known_by(world: World, *, is_short: bool) -> tuple[date | None, ...]:
    """The days by which the bills are read: at mid-term, before the restatement, after the last day, in the end."""
    every = (world.day(91), _before_restatement(world), world.day(world.size.days), None)
    return every[1::2] if is_short else every


def _revisions(world: World, folder: Path, known_by: Sequence[date | None]) -> Iterator[tuple[int, int, int]]:
    """The worst difference, how many sums, and that of who read only once, after each reading of the bills."""
    database = Database(f"sqlite:///{folder}/small.db")
    opened(database, world)
    first: dict[tuple[str, str, str], int] = {}
    for number, as_of in enumerate(known_by):
        focus, own = write_bills(world, folder / str(number), as_of=as_of)
        import_focus(database, focus, now=CLOSES_AT, pseudonym=pseudonym)
        import_csv(database, own, now=CLOSES_AT, pseudonym=pseudonym)
        worst, asked = _apart(database, world, as_of)
        billed = spent(world, as_of)[1]
        first = {**billed, **first}
        naive = max(abs(value - billed.get(key, 0)) for key, value in first.items())
        yield worst, asked, naive
    database.close()


def _before_restatement(world: World) -> date:
    return faults.restated(world).on - timedelta(days=1)


def _apart(database: Database, world: World, as_of: date | None) -> tuple[int, int]:
    """The worst difference between ledger and truth in 1e-9, and how many sums were compared.

    In the end every day's classes and rollup are held against its charges as well, as `verify` does.
    """
    places, days, classes = spent(world, as_of)
    with database.reading() as connection:
        ours = {
            **_said(costs(connection, since=None, until=None, by=("week", "team", "workflow")), "effective_cost"),
            **_said(costs(connection, since=None, until=None, by=("class",)), "effective_cost"),
            **_said(costs(connection, since=None, until=None, by=("provider", "day")), "billed_cost"),
        }
        every = reconciliation.all_days(connection) if as_of is None else ()
        broken = sum(_broken(connection, day) for day in every)
    true: dict[Any, int] = {**places, **days, **classes}  # whose keys are of three lengths
    keys = ours.keys() | true.keys()
    return max([broken, *(abs(ours.get(key, 0) - true.get(key, 0)) for key in keys)]), len(keys)


def _said(rows: Sequence[CostRow], amount: str) -> dict[tuple[str, ...], int]:
    """What the ledger says by the keys of the truth, in 1e-9; a workflow that is not known is empty there."""
    return {
        (
            *("" if name == "workflow" and value == UNALLOCATED else value or "" for name, value in row.keys),
            row.currency,
        ): to_nanos(getattr(row, amount) or Decimal(0))
        for row in rows
    }


def _broken(connection: Connection, day: date) -> int:
    """One unit of currency for each sentence that `verify` would say of the day's classes and its rollup."""
    found = reconciliation.read(connection, day)
    return (len(list(unreconciled(found))) + (outdated(found) is not None)) * NANOS_PER_UNIT


def _closed(run: Run, bar: Bar) -> Score:
    """Everything that a closed week asks for: every team's digest built and kept, every budget tested."""
    world = _world("L", run.seeds[0], run)
    size = world.size.name
    with _folder() as folder, bar(f"size {size} loaded", world.size.workflows) as step:
        database = Database(f"sqlite:///{folder}/large.db")
        opened(database, world)
        charges = load(database, world, step=step)
        week = last_closed_week(CLOSES_AT)
        with database.reading() as connection:
            teams = [team.slug for team in shown_teams(orgs.current(connection).org, week)]
        some = teams[:_ALONE]
        started = time.perf_counter()
        for team in some:
            with database.reading() as connection:
                build(connection, week, [team])
        alone = (time.perf_counter() - started) / len(some) * len(teams)
        bot = Bot(settings=settings.load(), database=database, accounts=(), now=lambda: CLOSES_AT, pseudonym=pseudonym)
        started = time.perf_counter()
        kept = jobs.publish(bot, week, teams)
        jobs.check_budgets(bot)
        seconds = time.perf_counter() - started
        database.close()
    return Score(
        row=f"full weekly close, size {size}, 2 cores",
        name="seconds from the closed week to every digest kept and every budget tested",
        measured=round(seconds, 2),
        at_most=MOST_SECONDS,
        anchor="each team's digest from a reading of its own, with no budget tested",
        anchored=round(alone, 2),
        of=f"{len(kept)} digests of {week}, {charges:,} charges and {world.size.weeks} weeks of outcomes in SQLite, "
        f"{seeds_said(run.seeds[:1])}",
        reason=_TIMED if seconds <= MOST_SECONDS else f"{_TIMED} {_MISSED}",
    )


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="denominator-bench-") as folder:
        yield Path(folder)
