"""Scores: what a reader sees of alerts where a process dies at any step and is started again (method.md 6.3, 8.2)."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import select

from bot import courier, deliveries, jobs
from bot.bench.method.lives import Fate, Office, Told, Work
from bot.bench.method.score import Bar, Family, Run, Score
from bot.facts.delivery import State
from bot.facts.message_json import from_json
from bot.ledger.tables import delivery
from bot.runtime import Bot
from bot.sandbox.course import rng
from bot.surfaces.base import Ref

_ROW = "duplicate visible alerts over 1,000 crash points (kill at any step)"
_POINTS, _FEW_POINTS = 1_000, 6
_MORE = {Family.TUNED: 0.25, Family.OTHER: 0.6}
"""How likely another death follows a death: in the second kind of worlds they come in rows."""
_BOTH = 0.4
"""How often both workers are at work at once."""


@dataclass
class _Seen:
    """What readers saw of one way of working, over all crash points."""

    alerts: int = 0
    again: int = 0
    taken_back: int = 0
    never: int = 0
    deaths: int = 0
    first_deaths: set[int] = field(default_factory=set)

    def add(self, told: Told, fate: Fate, wanted: frozenset[str]) -> None:
        standing = Counter(one.key for one in told.standing)
        said = sum(standing[key] > 0 for key in wanted)
        self.alerts += len(wanted)
        self.again += standing.total() - said
        self.taken_back += len(told.said) - standing.total()
        self.never += len(wanted) - said
        self.deaths += told.deaths
        self.first_deaths.add(fate.deaths[0])


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """The bot beside two senders that know only said and unsaid: one says, then marks; one marks, then says."""
    points = _FEW_POINTS if run.is_short else _POINTS
    with tempfile.TemporaryDirectory(prefix="denominator-bench-") as folder, bar("crash points", points) as step:
        office = Office(Path(folder))
        whole = {work: office.live(work, Fate(), rng("whole")) for work in (_bot, _repeats, _loses)}
        wanted = frozenset(one.key for one in whole[_bot].said)
        seen: Mapping[Work, _Seen] = {work: _Seen() for work in whole}
        for point in range(points):
            for work, told in whole.items():
                random = rng(run.family, run.seeds[point % len(run.seeds)], point)
                fate = _fate(random, told.steps, run.family)
                seen[work].add(office.live(work, fate, random), fate, wanted)
            step(1)
        office.close()
    yield from _scores(seen[_bot], seen[_repeats], seen[_loses], points, whole[_bot].steps)


def _fate(random: Random, steps: int, family: Family) -> Fate:
    """A death at a random step of those that a life takes that nothing disturbs, and others after it now and then."""
    deaths = [random.randint(1, steps)]
    while random.random() < _MORE[family]:
        deaths.append(random.randint(1, steps))
    return Fate(deaths=tuple(deaths), meanwhile=random.randint(1, steps) if random.random() < _BOTH else None)


def _bot(bot: Bot) -> None:
    jobs.check_budgets(bot)
    courier.carry_all(bot)


def _repeats(bot: Bot) -> None:
    """Says, then marks: what is said and not marked is said again."""
    for key in _unsaid(bot):
        _mark(bot, key, _say(bot, key))


def _loses(bot: Bot) -> None:
    """Marks, then says: what is marked and not said is said never."""
    for key in _unsaid(bot):
        _mark(bot, key, Ref("", ""))
        _say(bot, key)


def _unsaid(bot: Bot) -> list[str]:
    with bot.database.reading() as connection:
        is_checked = bool(deliveries.counts(connection))
    if not is_checked:
        jobs.check_budgets(bot)
    with bot.database.reading() as connection:
        waiting = select(delivery.c.key).where(delivery.c.state == State.QUEUED.value).order_by(delivery.c.key)
        return list(connection.execute(waiting).scalars())


def _say(bot: Bot, key: str) -> Ref:
    assert bot.speaks_on is not None
    with bot.database.reading() as connection:
        row = connection.execute(select(delivery.c.target, delivery.c.message).where(delivery.c.key == key)).one()
    return bot.voices[bot.speaks_on].post(row.target, from_json(row.message), key=key)


def _mark(bot: Bot, key: str, ref: Ref) -> None:
    with bot.database.writing() as connection:
        deliveries.sent(connection, key, place=ref.place, ref=ref.id, now=bot.now())


def _scores(ours: _Seen, repeats: _Seen, loses: _Seen, points: int, steps: int) -> Iterator[Score]:
    of = (
        f"{ours.alerts:,} alerts to people over {points:,} crash points at {len(ours.first_deaths)} of {steps} steps, "
        f"{ours.deaths:,} deaths"
    )
    yield Score(
        row=_ROW,
        name="alerts that a reader sees again",
        measured=float(ours.again),
        at_most=0.0,
        anchor="says, then marks as said",
        anchored=float(repeats.again),
        of=of,
        reason="Messages of one alert to one person beyond the first, once nothing waits, in a chat that can be asked "
        "what stands there, as Slack with history scopes can; without them an alert in doubt is said once more.",
    )
    yield Score(
        row=_ROW,
        name="alerts that were never said",
        measured=float(ours.never),
        at_most=0.0,
        anchor="marks as said, then says",
        anchored=float(loses.never),
        of=of,
        reason="To say nothing would be no duplicate either.",
    )
    yield Score(
        row=_ROW,
        name="alerts said again and taken back at once",
        measured=float(ours.taken_back),
        of=of,
        reason="A conversation with a person has a place only once something was said there. Where the process dies "
        "over its first message, that is said again, looked for, and the later one deleted: who looks just then sees "
        "two.",
    )
