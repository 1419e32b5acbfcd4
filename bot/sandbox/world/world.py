"""`World`: everything that is fixed about a company of one size, seed and nature, before a single day is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

from bot.sandbox.course import rng
from bot.sandbox.world import ordinary
from bot.sandbox.world.people import AT_WORK, LEAVE, Person, means
from bot.sandbox.world.plan import Baseline, Plan, Turn, Use
from bot.sandbox.world.planted_teams import BY_NUMBER, GONE_ON, RAMP_ON
from bot.sandbox.world.shocks import Level, Shock
from bot.sandbox.world.sizes import SIZES, Nature, Size
from bot.sandbox.world.story import Planted
from bot.sandbox.world.teams import FEWEST, Team, teams

POOL_SHARE = 0.10
"""Of what the organisation spends, so much is a platform that all use."""
PEOPLE_WEEK = 5.1
"""The working days of a week as assistants see them."""
MISPLACED_WEEKS = (9, 12)
"""From the first week to the second, some keys stand under the wrong team."""
SEAT = 0.4
"""What a seat costs on a day at first, in USD."""
USD_PER_EUR = 1.1
"""The rate at which a world plans; what is billed in EUR stays in EUR."""
UNCHANGED = 0.70
MISPLACED = 0.05
_SMOOTHED = 8
_PLANTED_SHOCK = Shock(sd=0.10, rho=0.3)


@dataclass(frozen=True, kw_only=True)
class World:
    """Equal worlds spend, log and claim alike for ever; `make` makes one.

    Its planted teams are calm, so that what is seen of them is their story; where it `is_rough` their shocks, their
    level and what they log are drawn as with any other workflow.
    """

    size: Size
    seed: int
    nature: Nature
    is_rough: bool = False

    def __hash__(self) -> int:  # the whole value would be hashed at every look into a cache
        return hash((self.size.name, self.seed, self.nature, self.is_rough))

    def rng(self, *words: object) -> Random:
        """A generator of its own for these words."""
        return rng("world", self.size.name, self.seed, self.nature.value, *words)

    def day(self, number: int) -> date:
        """The UTC day of that number, 0 being the first."""
        return self.size.starts + timedelta(days=number)

    @cached_property
    def teams(self) -> tuple[Team, ...]:
        """The teams; which of them are planted nobody can tell by their place or name."""
        return teams(self.rng("teams"), self.size)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """The people, team by team: the first is who owns its workflows, the second her delegate."""
        found: list[Person] = []
        for team in self.teams:
            usual = means(self.rng("people", team.slug), team.crowd, team.people)
            for mean in usual:
                email = f"person.{len(found) + 1:04}@{self.domain}"
                found.append(Person(email=email, team=team.slug, usual=mean))
        return tuple(found)

    @property
    def domain(self) -> str:
        """What the addresses of its people end in."""
        return f"world-{self.size.name.lower()}.example"

    @cached_property
    def members(self) -> dict[str, tuple[Person, ...]]:
        """The people by team."""
        found: dict[str, list[Person]] = {team.slug: [] for team in self.teams}
        for person in self.people:
            found[person.team].append(person)
        return {slug: tuple(some) for slug, some in found.items()}

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """The workflows, the planted ones first; their order in the files is that of their slugs."""
        return (*self._planted(), *self._with_faults(self._ordinary))

    @cached_property
    def platform(self) -> Plan:
        """The pool's own plan: runs without outcomes."""
        names = {"slug": "platform", "name": "Platform", "team": "", "owner": "", "delegate": ""}
        plan = ordinary.usual(self.rng("platform"), names, self.size.usual)
        calm: dict[str, Any] = {"activity": _PLANTED_SHOCK, "intensity": _PLANTED_SHOCK, "level": Level(wanders=False)}
        weekly = POOL_SHARE * self.path[0]
        uses = (Use(model="halcyon-slate"),)
        return replace(
            plan, share=POOL_SHARE, weekly=weekly, attempts=300.0, uses=uses, currency="USD", always=True, **calm
        )

    @cached_property
    def path(self) -> tuple[float, ...]:
        """What the organisation is planned to spend, by week, in USD: what follows it has its share of this."""
        own = [0.0] * self.size.weeks
        for plan in self._ordinary:
            levels = self.levels(plan)
            rate = USD_PER_EUR if plan.currency == "EUR" else 1.0
            for week in range(self.size.weeks):
                own[week] += plan.weekly * rate * levels[week * 7 + 3]
        usual = sum(person.usual for person in self.people) * AT_WORK * (1 - LEAVE) * PEOPLE_WEEK
        people = usual + self.size.people * SEAT * 7
        first = (own[0] + people) / (1 - POOL_SHARE - self._stories(0, math.inf))
        whole = [(spent + people) / (1 - POOL_SHARE - self._stories(week, first)) for week, spent in enumerate(own)]
        return tuple(_mean(whole[max(0, week - _SMOOTHED + 1) : week + 1]) for week in range(self.size.weeks))

    def _stories(self, week: int, first: float) -> float:
        """The part of a week's spend that planted teams have by their stories, where it began with `first`."""
        found = 0.0
        for number in self.size.planted:
            story = BY_NUMBER[number]
            factor = 1.0 if week >= story.plan.get("begins", 0) else 0.0
            for turn in (*story.plan.get("turns", ()), *self._ramp(number)):
                factor *= (turn.cost * turn.volume) ** turn.progress(week * 7 + 3)
            found += max(story.share, self._least(story) / first) * factor
        return found

    def _ramp(self, number: int) -> tuple[Turn, ...]:
        """The turn of the team whose story has a date instead of a week."""
        if number != ANNUAL:
            return ()
        week = (RAMP_ON - self.size.starts).days // 7
        return (Turn(week=week, over=30, volume=84 / 32, cause="from 32 to 84 of a hundred people"),)

    def levels(self, plan: Plan) -> list[float]:
        """The level of a plan's activity, by day, without that which follows the organisation."""
        return plan.level.days(self.rng("level", plan.slug), self.size.days)

    def _planted(self) -> Iterator[Plan]:
        for place, team in enumerate(self.teams):
            if team.number is not None:
                yield self._story(BY_NUMBER[team.number], self._names(self._places[place], team))

    def _story(self, story: Planted, names: dict[str, Any]) -> Plan:
        """The plan of a planted team: steady, but for what its story says; in a rough world it is not steady either."""
        random = self.rng("planted", story.number)
        plan = ordinary.usual(random, names, self.size.usual)
        calm: dict[str, Any] = {
            "activity": _PLANTED_SHOCK,
            "intensity": _PLANTED_SHOCK,
            "level": Level(wanders=False),
            "uses": (Use(model="meridian-max"),),
            "currency": "USD",
            "acceptance": 0.82,
            "reversals": 0.04,
            "always": False,
            "quality": 3,
            "baseline": Baseline.PEOPLE,
            "untagged": 0.08,
            "redesign": "live",
            "backlog": False,
            "weekly": max(self._least(story), story.share * self.path[0]),
            "share": max(story.share, self._least(story) / self.path[0]),
            "number": story.number,
            "turns": self._ramp(story.number),
        }
        told = dict(story.plan)
        if self.is_rough:
            calm |= {"activity": plan.activity, "intensity": plan.intensity, "level": plan.level}
            told |= ordinary.logged(random, told["grade"]) if told["logging"] else {}
        return replace(plan, **calm | told)

    def _least(self, story: Planted) -> float:
        """What the story says that its team costs at the least, in USD a week; nothing in a rough world."""
        return 0.0 if self.is_rough else story.least

    @cached_property
    def _places(self) -> list[int]:
        """The numbers of workflows in random order: those of planted teams first."""
        return self.rng("workflows").sample(range(self.size.workflows), self.size.workflows)

    def _names(self, number: int, team: Team) -> dict[str, Any]:
        owner, delegate, *_ = self.members[team.slug]
        slug = f"flow-{number + 1:03}"
        return {
            "slug": slug,
            "name": f"Workflow {number + 1}",
            "team": team.slug,
            "owner": owner.email,
            "delegate": delegate.email,
            "place": number,
        }

    @cached_property
    def _ordinary(self) -> tuple[Plan, ...]:
        """The others: 70% of all workflows are unchanged, or as many as there is room for."""
        planted = len(self.size.planted)
        rest = self.size.workflows - planted
        unchanged = min(rest, round(UNCHANGED * self.size.workflows))
        taken = {place for place, team in enumerate(self.teams) if team.number is not None}
        numbers = [self._places[n] for n in range(self.size.workflows) if n not in taken]
        homes = [team for team in self.teams if team.people >= FEWEST]
        found = []
        for place, number in enumerate(numbers):
            random = self.rng("ordinary", place)
            plan = ordinary.usual(random, self._names(number, homes[place % len(homes)]), self.size.usual)
            if place >= unchanged:
                plan = replace(plan, **ordinary.changed(random, self.size.weeks))
            found.append(plan)
        return tuple(found)

    def _with_faults(self, plans: tuple[Plan, ...]) -> Iterator[Plan]:
        """One is billed under an unknown model, one has its key rotated, some stand under the wrong team for a time."""
        preview = next((plan.slug for plan in plans if plan.uses[0].model == "halcyon-slate"), None)
        rotates = min((plan for plan in plans if plan.currency == "USD"), key=lambda plan: plan.weekly).slug
        wrong = self._misplaced(plan for plan in plans if plan.slug != rotates and plan.currency == "USD")
        for plan in plans:
            team = next(one.slug for one in self.teams if one.slug != plan.team) if plan.slug in wrong else None
            yield replace(plan, preview=plan.slug == preview, rotates=plan.slug == rotates, misplaced=team)

    def _misplaced(self, plans: Iterable[Plan]) -> set[str]:
        """Those that come nearest to five per cent of what is spent in the weeks in which keys are misplaced."""
        first, end = MISPLACED_WEEKS
        left, found = MISPLACED * _mean(list(self.path[first:end])), set[str]()
        usual = {plan.slug: plan.weekly * _mean(self.levels(plan)[first * 7 : end * 7]) for plan in plans}
        for slug, weekly in sorted(usual.items(), key=lambda pair: (-pair[1], pair[0])):
            if weekly <= left * 1.3:
                left -= weekly
                found.add(slug)
        return found

    def annual_budget(self, plan: Plan) -> float:
        """What the plan spends on keys that are known from the New Year to the day its budget is gone, in USD."""
        turn, spent, levels = plan.turns[0], 0.0, self.levels(plan)
        for number in range(self.size.days):
            if date(GONE_ON.year, 1, 1) <= self.day(number) < GONE_ON:
                usual = (plan.share or 0.0) * self.path[number // 7] / 7 * levels[number]
                spent += usual * turn.volume ** turn.progress(number)
        return round(spent * (1 - plan.untagged), -2)


ANNUAL = 14
"""The planted team whose budget is that of a calendar year."""


def make(size: str, seed: int, nature: Nature = Nature.TUNED, *, is_rough: bool = False) -> World:
    """The world of a size (S, M, L), a seed and a nature."""
    return World(size=SIZES[size], seed=seed, nature=nature, is_rough=is_rough)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
