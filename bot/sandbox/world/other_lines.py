"""The lines of people, of seats, and of what is paid ahead or given back: all that is no workflow's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bot.facts.periods import Period, month_of
from bot.sandbox.world import faults
from bot.sandbox.world.calendars import OFFICE, seasons
from bot.sandbox.world.line import ASSISTANT, SEATS, TEAM_ONLY, UNALLOCATED, Line, sub_account
from bot.sandbox.world.people import AT_WORK, LEAVE, Person, day_of
from bot.sandbox.world.teams import Team
from bot.sandbox.world.world import SEAT, World

_NANOS = 1_000_000_000
_STEP = 100_000
"""Assistants are billed in steps of 0.0001 USD."""


def person_lines(world: World, person: Person) -> Iterator[Line]:
    """What somebody used of assistants, by day; who left uses nothing any more."""
    leaves = next((plan.leaves for plan in world.plans if plan.owner == person.email and plan.leaves), None)
    for number, nanos, random in _used(world, person, leaves):
        yield _assisted(world, number, nanos, random, team=person.team, person=person.email)


def team_lines(world: World, team: Team) -> Iterator[Line]:
    """What the people of a team used together, by day."""
    days = [0] * world.size.days
    for person in world.members[team.slug]:
        for number, nanos, _ in _used(world, person, None):
            days[number] += nanos
    random = world.rng("assistants", team.slug)
    for number, nanos in enumerate(days):
        if nanos:
            yield _assisted(world, number, nanos, random, team=team.slug, person="")


def other_lines(world: World) -> Iterator[Line]:
    """Seats by team and month, what is paid ahead for Priority Tier, and a credit."""
    for team in world.teams:
        for month in _months(world):
            yield _seats(world, team, month)
    for week in range(*faults.GAP_WEEKS):
        paid = _cents(faults.GAP_USD_WEEK * world.path[week])
        day = world.day(week * 7)
        yield _alone(faults.CREDIT_PROVIDER, day, paid, "Priority Tier commitment", "Purchase")
    day, week = world.day(faults.CREDIT_WEEK * 7), faults.CREDIT_WEEK
    yield _alone(faults.CREDIT_PROVIDER, day, -_cents(faults.CREDIT_SHARE * world.path[week]), "Goodwill", "Credit")


def _used(world: World, person: Person, leaves: int | None) -> Iterator[tuple[int, int, Random]]:
    """The days on which somebody used an assistant, and for how much."""
    random = world.rng("assistant", person.email)
    season = seasons(world.nature, world.size.starts, world.size.days)
    for week in range(world.size.weeks if leaves is None else min(leaves, world.size.weeks)):
        away = random.random() < LEAVE
        for weekday in range(7):
            number = week * 7 + weekday
            chance = AT_WORK * OFFICE[weekday] / max(OFFICE) * season[number]
            if random.random() < chance and not away:
                yield number, int(day_of(random, person.usual) * _NANOS / _STEP) * _STEP, random


def _assisted(world: World, number: int, nanos: int, random: Random, *, team: str, person: str) -> Line:
    known = world.day(faults.arrives(random, ASSISTANT, number))
    return Line(
        ASSISTANT,
        "USD",
        world.day(number),
        known,
        sub_account(team),
        "",
        "deskmate-assistant",
        "",
        0,
        nanos,
        team,
        "",
        (TEAM_ONLY, team, ""),
        person=person,
    )


def _seats(world: World, team: Team, month: Period) -> Line:
    renewed = month.start > world.day(faults.SEATS_RENEWED_WEEK * 7)
    a_day = _cents(team.people * SEAT * (faults.SEATS_DEARER if renewed else 1))
    line = _alone("meridian", month.start, a_day * len(month), SEATS, "Purchase")
    return line._replace(
        sub_account=sub_account(team.slug), team=team.slug, placed=(TEAM_ONLY, team.slug, ""), span=month
    )


def _alone(provider: str, day: date, nanos: int, service: str, category: str) -> Line:
    known = day + timedelta(days=1)
    nobody = (UNALLOCATED, "", "")
    return Line(provider, "USD", day, known, "", "", "", "", 0, nanos, "", "", nobody, service, category)


def _months(world: World) -> Iterator[Period]:
    """The calendar months of the history, the first from its first day."""
    day = world.day(0)
    while day < world.day(world.size.days):
        month = month_of(day)
        yield Period(day, month.end)
        day = month.end


def _cents(usd: float) -> int:
    return round(usd * 100) * (_NANOS // 100)
