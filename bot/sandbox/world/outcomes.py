"""What came of the attempts and what was logged of it: lags, reversals, coverage, more logged than there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from bot.sandbox.world.counts import binomial, poisson, spread
from bot.sandbox.world.course import Day, course
from bot.sandbox.world.plan import Plan
from bot.sandbox.world.world import World

LONGEST_LAG = 10
REVERSAL_DAYS = 7
_MATCHED = 0.97
"""So many of what is logged and in the system of record are known to be the same by an id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """What happened on one day, and what was logged for it.

    `accepted`, `rejected` and `reversed` are true, `logged_…` what the records say, `system` what the system of record
    counted as accepted, None where there is none; `matched` of what is logged are found there by id. Reversals are by
    the number of the day of what they take back. `by_use` is what was logged by model: (accepted, rejected).
    """

    day: Day
    accepted: int
    rejected: int
    reversed: tuple[tuple[int, int], ...]
    logged_accepted: int
    logged_rejected: int
    logged_reversed: tuple[tuple[int, int], ...]
    system: int | None
    matched: int
    by_use: tuple[tuple[int, int], ...]


def results(world: World, plan: Plan) -> Iterator[Results]:
    """Every day of the workflow's history, in order; what would be accepted or taken back after it is not told."""
    random = world.rng("outcomes", plan.slug)
    uses = len(plan.uses)
    due: dict[int, list[int]] = defaultdict(lambda: [0] * uses)
    undone: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for day in course(world, plan):
        number = day.number
        rejected = [0] * uses
        for part in day.parts:
            rejected[part.use] += part.attempts - part.accepted
            for lag, some in enumerate(spread(random, part.accepted, lags(plan.lag)) if part.accepted else ()):
                due[number + lag][part.use] += some
        accepted = due.pop(number, [0] * uses)
        logged = [binomial(random, some, plan.logging) for some in accepted]
        genuine = sum(logged)
        more = [poisson(random, some * (_factor(plan, number) - 1)) for some in logged]
        logged = [one + other for one, other in zip(logged, more, strict=True)]
        declined = [binomial(random, some, plan.logging) for some in rejected]
        _take_back(random, plan, number, sum(accepted), genuine, undone)
        back = undone.pop(number, [])
        yield Results(
            day=day,
            accepted=sum(accepted),
            rejected=sum(rejected),
            reversed=tuple((of, count) for of, count, _ in back if count),
            logged_accepted=sum(logged),
            logged_rejected=sum(declined),
            logged_reversed=tuple((of, count) for of, _, count in back if count),
            system=sum(accepted) if plan.has_system else None,
            matched=binomial(random, genuine, _MATCHED) if plan.has_system else 0,
            by_use=tuple(zip(logged, declined, strict=True)),
        )


@lru_cache(maxsize=4096)
def lags(chance: float) -> tuple[float, ...]:
    """How likely each lag from 0 to 10 days is: geometric, cut off at ten."""
    weights = [chance * (1 - chance) ** lag for lag in range(LONGEST_LAG + 1)]
    return tuple(weight / sum(weights) for weight in weights)


def _factor(plan: Plan, number: int) -> float:
    """How many times what there is, is logged."""
    factor = 1.0
    for turn in plan.turns:
        factor *= turn.logged ** turn.progress(number)
    return factor


def _take_back(
    random: Random,
    plan: Plan,
    number: int,
    accepted: int,
    logged: int,
    undone: dict[int, list[tuple[int, int, int]]],
) -> None:
    """Of what was accepted today some is taken back within a week; of these, those that were logged are logged too."""
    chance = plan.reversals
    for turn in plan.turns:
        chance *= turn.reversed ** turn.progress(number)
    known = binomial(random, logged, chance)
    others = binomial(random, accepted - logged, chance)
    for days in range(1, REVERSAL_DAYS + 1):
        places = REVERSAL_DAYS + 1 - days
        some, more = binomial(random, known, 1 / places), binomial(random, others, 1 / places)
        known, others = known - some, others - more
        if some or more:
            undone[number + days].append((number, some + more, some))
