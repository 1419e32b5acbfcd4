"""Row 'replay' of method.md 8.2: whether every published digest can be made again, byte for byte, from its ledger.

A company of size S has its digests published week after week, so that each rests on what the ones before it showed;
budgets are tested and their alerts answered meanwhile. Then each digest is made anew from the ledger as it is at the
end, whose charges and outcomes have not moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import budgets, jobs, justifications, settings
from bot.bench.method.companies import NATURES, world_of
from bot.bench.method.score import Bar, Run, Score, seeds_said
from bot.bench.method.world_ledger import CLOSES_AT, folder, load, note_readings, opened, pseudonym
from bot.facts.periods import DAY, Week, last_closed_week
from bot.ledger import digests, orgs
from bot.ledger.db import Database
from bot.runtime import Bot
from bot.sandbox.world.sizes import SIZES
from bot.sandbox.world.world import World
from reports.digest import Digest
from reports.digest_inputs import WEEKS_SHOWN
from reports.digest_reading import build, shown_teams
from reports.snapshot import from_json, to_json

ROW = "replay: any past digest recomputed byte-identical"
WEEKS = WEEKS_SHOWN + 4
"""More than a digest looks back to, so that the oldest are out of sight of the newest."""
_FEW = 4
_WORLDS = 2


@dataclass
class _Tally:
    """How many digests there are, were made to the same bytes, read back to them; and how many alerts were answered."""

    kept: int = 0
    same: int = 0
    read_back: int = 0
    answered: int = 0


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """One figure over the first worlds of the run; a short one has a world of fewer teams and weeks."""
    tally, seeds, size = _Tally(), run.seeds[: 1 if run.is_short else _WORLDS], "T" if run.is_short else "S"
    weeks = _FEW if run.is_short else WEEKS
    with bar("digests replayed", len(seeds) * weeks) as step:
        for seed in seeds:
            with folder() as place:
                database = Database(f"sqlite:///{place}/replay.db")
                _replay(database, _world(seed, run), weeks, tally)
                database.close()
            step(weeks)
    yield Score(
        row=ROW,
        name="share of published digests that the ledger gives again, byte for byte",
        measured=tally.same / tally.kept,
        at_least=1.0,
        anchor="read back from the store and written again",
        anchored=tally.read_back / tally.kept,
        of=f"{tally.kept:,} digests of {weeks} weeks, worlds of size {size}, {seeds_said(seeds)}",
        reason=f"{run.family.value}; nothing but alerts ({tally.answered} answered) and later digests came in since: "
        "where charges or outcomes move, a digest stands as it was sent, and `verify` says what moved",
    )


def _world(seed: int, run: Run) -> World:
    if run.is_short:
        size = replace(SIZES["S"], name="T", people=30, teams=4, workflows=6, planted=(2, 3))
        return World(size=size, seed=seed, nature=NATURES[run.family])
    return world_of("S", seed, run.family)


def _replay(database: Database, world: World, weeks: int, tally: _Tally) -> None:
    opened(database, world)
    load(database, world)
    note_readings(database, world)
    published = [_published(database, CLOSES_AT - timedelta(weeks=back), tally) for back in reversed(range(weeks))]
    for week, teams in published:
        with database.reading() as connection:
            for team, now in zip(teams, build(connection, week, teams), strict=True):
                document = digests.find(connection, team, week)
                tally.kept += 1
                tally.same += document == to_json(now)
                tally.read_back += document is not None and document == to_json(from_json(Digest, document))


def _published(database: Database, now: datetime, tally: _Tally) -> tuple[Week, list[str]]:
    """Do what is due at the close, by that clock: every digest, every budget, and a day later an answer to each."""
    bot = Bot(settings=settings.load(), database=database, accounts=(), now=lambda: now, pseudonym=pseudonym)
    week = last_closed_week(now)
    with database.reading() as connection:
        org = orgs.current(connection).org
    teams = [team.slug for team in shown_teams(org, week)]
    jobs.publish(bot, week, teams)
    owners = {budget.id: budget.owner for budget in org.budgets}
    with database.writing() as connection:
        told = budgets.check(connection, budgets.judged(connection, org, now=now), pseudonym=pseudonym)
        for alert in told:
            justifications.record(
                connection,
                alert.id,
                org=org,
                pseudonym=pseudonym,
                person=pseudonym(owners[alert.budget]),
                event_id=f"answer-{alert.id}",
                reason="The closing of the year brings more of the work.",
                now=now + DAY,
            )
    tally.answered += len(told)
    return week, teams
