"""What runs of an agent cost: a task has its own size, and every run of it another course (method.md 8.1)."""

from __future__ import annotations

import math
from random import Random

from bot.sandbox.world.counts import poisson
from bot.sandbox.world.sizes import Nature

TASK, RUN = 0.9, 0.7
"""Standard deviations of the logarithms: 500 tasks of four runs have a median max/min of 4 and a largest of some 38."""

SPIRALS, SPIRAL = 0.003, 20.0
"""So many runs go in circles, and cost so many times what they would."""

MEAN = 1 + SPIRALS * (SPIRAL - 1)
"""What a run costs on average, where one that goes straight costs 1."""

_VARIANCE = math.expm1(TASK * TASK + RUN * RUN)
_ONE_BY_ONE = 6


def total(random: Random, nature: Nature, runs: int) -> float:
    """What so many runs of as many tasks cost together, in runs of average cost.

    Up to six lognormal runs are drawn one by one; the sum of more is lognormal with the same mean and variance.
    """
    if runs <= 0:
        return 0.0
    if nature is Nature.OTHER:
        cost = random.gammavariate(runs / _VARIANCE, _VARIANCE)
    elif runs <= _ONE_BY_ONE:
        variance = TASK * TASK + RUN * RUN
        sd = math.sqrt(variance)
        cost = sum(random.lognormvariate(-variance / 2, sd) for _ in range(runs))
    else:
        variance = math.log1p(_VARIANCE / runs)
        cost = runs * random.lognormvariate(-variance / 2, math.sqrt(variance))
    spirals = poisson(random, runs * SPIRALS)
    return (cost + (SPIRAL - 1) * spirals) / MEAN


def of_task(random: Random, nature: Nature, runs: int) -> list[float]:
    """What each of so many runs of one task costs, in runs of average cost."""

    def one(sd: float) -> float:
        if nature is Nature.OTHER:
            variance = math.expm1(sd * sd)
            return random.gammavariate(1 / variance, variance)
        return random.lognormvariate(-sd * sd / 2, sd)

    task = one(TASK)
    return [task * one(RUN) * (SPIRAL if random.random() < SPIRALS else 1) / MEAN for _ in range(runs)]
