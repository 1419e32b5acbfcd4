"""What was logged, record by record, as a connector or a chat hands it over, and what people typed in chat.

`outcomes.csv` has a row for each record: `id, workflow, team, kind, quantity, occurred_at, logged_at, person, source,
grade, original, url`. `kind` is `accepted`, `rejected` or `reversed`; times are ISO with the offset of the team's own
clock; `source` is `chat` or `connector`; `original` is the id of the record that a reversal takes back. One record in a
hundred stands there twice under its id, and is one. `outcomes-systems.csv` has what systems of record counted:
`workflow, day, accepted, matched`. `chat.jsonl` has `id, at, person, channel, text`, the text as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.facts.grade import Grade
from bot.sandbox.world.outcomes import Results, results
from bot.sandbox.world.plan import Plan
from bot.sandbox.world.world import World

DUPLICATES = 0.01
BACKDATED = 0.05
LONGEST_BACKDATED = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One row of `outcomes.csv`; `day` is the number of the UTC day it counts on."""

    id: str
    workflow: str
    team: str
    kind: str
    quantity: int
    day: int
    occurred_at: datetime
    logged_at: datetime
    person: str
    source: str
    grade: int
    original: str = ""
    url: str = ""


def records(world: World, plan: Plan, told: Iterable[Results] | None = None) -> Iterator[Record]:
    """The records of one workflow by the day they count on; one that stands there twice is told twice.

    `told` are its results, where they are at hand already.
    """
    random = world.rng("records", plan.slug)
    zone = ZoneInfo(next((team.timezone for team in world.teams if team.slug == plan.team), "UTC"))
    members = [person.email for person in world.members[plan.team]]
    for one in results(world, plan) if told is None else told:
        for kind, number, quantity, original in _entries(world, plan, one, random):
            person = "" if plan.grade >= Grade.RECORDED else random.choice(members)
            record = _record(world, plan, one.day.number, kind, number, quantity, original, person, zone, random)
            yield record
            if random.random() < DUPLICATES:
                yield record


def _entries(world: World, plan: Plan, one: Results, random: Random) -> Iterator[tuple[str, int, int, str]]:
    """Kind, number, quantity and what is taken back, of one day; a connector says each once a day."""
    pieces = 1 if plan.grade >= Grade.RECORDED else world.size.records
    for number, quantity in enumerate(_cut(random, one.logged_accepted, pieces)):
        yield "accepted", number, quantity, ""
    if one.logged_rejected:
        yield "rejected", 0, one.logged_rejected, ""
    for number, (of, quantity) in enumerate(one.logged_reversed):
        yield "reversed", number, quantity, _id(plan, of, "accepted", 0)


def _cut(random: Random, total: int, pieces: int) -> list[int]:
    if total <= 0:
        return []
    cuts = sorted(random.sample(range(1, total), min(pieces, total) - 1)) if total > 1 else []
    return [after - before for before, after in zip([0, *cuts], [*cuts, total], strict=True)]


def _record(
    world: World,
    plan: Plan,
    day: int,
    kind: str,
    number: int,
    quantity: int,
    original: str,
    person: str,
    zone: ZoneInfo,
    random: Random,
) -> Record:
    late = random.randrange(1, LONGEST_BACKDATED + 1) if random.random() < BACKDATED else 0
    at = datetime.combine(world.day(day), time(random.randrange(6, 18), random.randrange(60)), ZoneInfo("UTC"))
    named = _id(plan, day, kind, number)
    return Record(
        id=named,
        workflow=plan.slug,
        team=plan.team,
        kind=kind,
        quantity=quantity,
        day=day,
        occurred_at=at.astimezone(zone),
        logged_at=(at + timedelta(days=late, minutes=random.randrange(1, 50))).astimezone(zone),
        person=person,
        source="connector" if plan.grade >= Grade.RECORDED else "chat",
        grade=int(plan.grade),
        original=original,
        url=f"https://records.{world.domain}/{named}" if plan.grade >= Grade.CONFIRMED else "",
    )


def _id(plan: Plan, day: int, kind: str, number: int) -> str:
    return f"{plan.slug}-{day:04}-{kind[:3]}-{number}"
