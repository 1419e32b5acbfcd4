"""The course of one workflow: how many attempts a day has, how many are accepted, and what they use and cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bot.sandbox.world import runs
from bot.sandbox.world.calendars import seasons, week_profile
from bot.sandbox.world.counts import binomial, poisson
from bot.sandbox.world.plan import Plan, Use
from bot.sandbox.world.prices import (
    METERS,
    MODELS,
    PARTS,
    RETIRED,
    RETIRED_IN_WEEK,
    SUCCESSOR,
    UNKNOWN,
    UNKNOWN_IN_WEEK,
    priced,
)
from bot.sandbox.world.world import World

_NANOS = 1e9


class Part(NamedTuple):
    """What one model did on a day: `tokens` and `prices` by meter, prices in 1e-9 of the currency for a token.

    `first` are the prices that the model had at first. `accepted` is of the attempts of this day, whenever accepted.
    """

    use: int
    model: str
    attempts: int
    accepted: int
    tokens: tuple[int, ...]
    prices: tuple[int, ...]
    first: tuple[int, ...]


class Day(NamedTuple):
    """One UTC day of a workflow, by its number; `untagged` is the part of its cost on keys that nobody knows."""

    number: int
    parts: tuple[Part, ...]
    untagged: float


def course(world: World, plan: Plan) -> Iterator[Day]:
    """Every day of the plan's history, from its first week on, in order."""
    random = world.rng("course", plan.slug)
    size = world.size
    activity = plan.activity.weeks(world.rng("activity", plan.slug), world.nature, size.weeks)
    intensity = plan.intensity.weeks(world.rng("intensity", plan.slug), world.nature, size.weeks)
    level = world.levels(plan)
    season = seasons(world.nature, size.starts, size.days)
    profile = week_profile(world.nature, plan.place, always=plan.always)
    a_day = plan.attempts / sum(profile)
    scale = _scales(world, plan)
    price_of = _Prices(world, plan)
    for number in range(plan.begins * 7, size.days):
        week, weekday = divmod(number, 7)
        volume, cost, accepted = _turned(plan, number)
        mean = a_day * profile[weekday] * season[number] * level[number] * scale[week] * activity[week] * volume
        attempts, left = poisson(random, mean), 1.0
        remaining = attempts
        parts = []
        for place, use in enumerate(plan.uses):
            some = remaining if place == len(plan.uses) - 1 else binomial(random, remaining, use.share / left)
            remaining -= some
            left -= use.share
            if some:
                chance = min(1.0, plan.acceptance * use.acceptance * accepted)
                spent = runs.total(random, world.nature, some) * intensity[week] * cost
                parts.append(price_of.part(place, use, week, some, binomial(random, some, chance), spent))
        yield Day(number, tuple(parts), _untagged(plan, number))


def _scales(world: World, plan: Plan) -> list[float]:
    if plan.share is None:
        return [1.0] * world.size.weeks
    return [now / world.path[0] for now in world.path]


def _turned(plan: Plan, number: int) -> tuple[float, float, float]:
    volume = cost = accepted = 1.0
    for turn in plan.turns:
        there = turn.progress(number)
        if there:
            volume *= turn.volume**there
            cost *= turn.cost**there
            accepted *= turn.accepted**there
    return volume, cost, accepted


def _untagged(plan: Plan, number: int) -> float:
    """An ordinary key without a tag runs every third day; who hides does it every day."""
    hidden = max((turn.untagged for turn in plan.turns if turn.untagged and turn.progress(number)), default=None)
    if hidden is not None:
        return hidden
    return min(0.9, 3 * plan.untagged) if (number + plan.place) % 3 == 0 else 0.0


class _Prices:
    """Tokens and prices of the models a plan uses, remembered by week."""

    def __init__(self, world: World, plan: Plan) -> None:
        self._world, self._plan = world, plan
        relative = [MODELS[use.model].prices[0] / MODELS[plan.uses[0].model].prices[0] for use in plan.uses]
        mixed = sum(use.share * rel * use.tokens for use, rel in zip(plan.uses, relative, strict=True))
        self._attempt = plan.weekly / (plan.attempts * mixed)
        self._relative = relative
        self._known: dict[tuple[str, int], tuple[tuple[int, ...], float]] = {}

    def part(self, place: int, use: Use, week: int, attempts: int, accepted: int, spent: float) -> Part:
        """What so many attempts used that cost `spent` usual attempts."""
        if (use.model, week) not in self._known:
            self._known[use.model, week] = priced(use.model, self._world.size.starts, self._world.day(week * 7))
        prices, more = self._known[use.model, week]
        first = MODELS[use.model].prices
        nanos = spent * self._attempt * self._relative[place] * use.tokens * more * _NANOS
        tokens = tuple(int(nanos * part / price) for part, price in zip(PARTS, first, strict=True))
        assert len(tokens) == len(METERS)
        return Part(place, self._called(use.model, week), attempts, accepted, tokens, prices, first)

    def _called(self, model: str, week: int) -> str:
        if model == RETIRED and week >= RETIRED_IN_WEEK:
            return SUCCESSOR
        return UNKNOWN if self._plan.preview and week >= UNKNOWN_IN_WEEK else model
