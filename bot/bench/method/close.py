"""How long the close of a week takes at a large company: row 'full weekly close' of method.md 8.2."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bot import budgets, jobs, settings
from bot.bench.method.companies import shortened
from bot.bench.method.score import Bar, Run, Score, seeds_said
from bot.bench.method.world_ledger import CLOSES_AT, folder, load, note_readings, opened, pseudonym
from bot.facts.periods import last_closed_week
from bot.ledger import orgs
from bot.ledger.db import Database
from bot.runtime import Bot
from reports.digest_reading import build, shown_teams

MOST_SECONDS = 60.0
_TIMED = "Measured by the clock of a machine that does other things too; loading is not in it."
_MISSED = "It grows with teams times workflows, and with the days that each workflow's standing looks back to."
_ALONE = 5
"""So many teams' digests are read one by one, for what all of them would take so."""


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """The close of a world of size L; a short run has a tiny one, which is not the one that the row is about."""
    yield _closed(run, bar)


def _closed(run: Run, bar: Bar) -> Score:
    """Everything that a closed week asks for: every team's digest built and kept, every budget tested."""
    world = shortened("L", run.seeds[0], run)
    size = world.size.name
    with folder() as place, bar(f"size {size} loaded", world.size.workflows) as step:
        database = Database(f"sqlite:///{place}/large.db")
        opened(database, world)
        charges = load(database, world, step=step)
        note_readings(database, world)
        week = last_closed_week(CLOSES_AT)
        with database.reading() as connection:
            org = orgs.current(connection).org
            judged = budgets.judged(connection, org, now=CLOSES_AT)
        unjudged = [state.budget.id for state in judged if state.not_judged is not None]
        assert not unjudged, f"a close that judges no budget would be too quick: {unjudged}"
        teams = [team.slug for team in shown_teams(org, week)]
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
        anchor=f"a reading for each team and no budget tested: the mean of {len(some)} teams, × {len(teams)}",
        anchored=round(alone, 2),
        of=f"{len(kept)} digests of {week} and {len(judged)} budgets, {charges:,} charges and {world.size.weeks} weeks "
        f"of outcomes in SQLite, {seeds_said(run.seeds[:1])}",
        reason=_TIMED if seconds <= MOST_SECONDS else f"{_TIMED} {_MISSED}",
    )
