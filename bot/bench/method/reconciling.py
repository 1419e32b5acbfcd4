"""Whether the ledger says what is true, in every revision of the bills: row 'reconciliation error' of method.md 8.2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.bench.method.companies import shortened
from bot.bench.method.score import Bar, Run, Score, seeds_said
from bot.bench.method.world_ledger import CLOSES_AT, folder, load, opened, pseudonym
from bot.bills import import_csv, import_focus
from bot.facts.money import NANOS_PER_UNIT, to_nanos
from bot.facts.org import UNALLOCATED
from bot.ledger import reconciliation
from bot.ledger.costs import CostRow, costs
from bot.ledger.db import Database
from bot.sandbox.world import faults
from bot.sandbox.world.files import write_bills
from bot.sandbox.world.truth import spent
from bot.sandbox.world.world import World
from bot.verification.sums import outdated, unreconciled

_SMALL_WORLDS = 2
_NANO = 1e-9


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """One figure over worlds of size S, bill by bill, and one of size M; over one tiny world in short."""
    yield _reconciled(run, bar)


def _reconciled(run: Run, bar: Bar) -> Score:
    """The largest difference between ledger and truth, over every revision, provider, day, team and week."""
    seeds = run.seeds[: 1 if run.is_short else _SMALL_WORLDS]
    worst, asked, naive = 0, 0, 0
    with bar("worlds reconciled", len(seeds) + (not run.is_short)) as step:
        for seed in seeds:
            world = shortened("S", seed, run)
            with folder() as place:
                for found in _revisions(world, place, _known_by(world, is_short=run.is_short)):
                    worst, asked, naive = max(worst, found[0]), asked + found[1], max(naive, found[2])
            step(1)
        if not run.is_short:
            world = shortened("M", run.seeds[0], run)
            with folder() as place:
                database = Database(f"sqlite:///{place}/middle.db")
                opened(database, world)
                for as_of in (_before_restatement(world), None):
                    load(database, world, as_of=as_of)
                    apart, sums = _apart(database, world, as_of)
                    worst, asked = max(worst, apart), asked + sums
                database.close()
            step(1)
    size = "T" if run.is_short else "S"
    return Score(
        row="reconciliation error, every day and revision",
        name="largest difference to the planted truth, in units of currency",
        measured=worst * _NANO,
        at_most=0.0,
        anchor="rows of each bill added up once, late rows and restatement not read again",
        anchored=round(naive * _NANO, 2),
        of=f"{asked:,} sums by provider and day, by team and week, by class, worlds of size {size}, {seeds_said(seeds)}"
        + ("" if run.is_short else f", and M, {seeds_said(run.seeds[:1])}"),
        reason="Every sum is compared as a whole number of 1e-9; a restatement, an outage with its backfill, late "
        "rows, duplicates, a credit, seats spread over months and bills of local days are in it.",
    )


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
