"""Who works in a world, and what each spends with assistants on a day (method.md 8.1, People).

What people use on an active day is lognormal across them: sigma 1.7 where all kinds of work are mixed (Gini .77), 1.3
among engineers who all use it heavily (the top tenth has 51%); 13 USD for a developer. From day to day it is lognormal
with sigma .9, so that nine developers' days of ten stay below 30 USD.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from random import Random
from statistics import NormalDist

DAY_TO_DAY = 0.9
AT_WORK = 0.72
"""How likely somebody uses an assistant on a working day."""
LEAVE = 0.06
"""How likely somebody is away for a whole week."""


class Crowd(Enum):
    """How a team uses assistants: the mean of an active day in USD, and the sigma across its people."""

    MIXED = (6.0, 1.7)
    DEVELOPERS = (13.0, 1.3)
    HEAVY = (26.0, 1.3)
    """A fifth of them use 500 to 2,000 USD a month."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody in exactly one team; `usual` is the mean of an active day in USD."""

    email: str
    team: str
    usual: float


def means(random: Random, crowd: Crowd, count: int) -> list[float]:
    """What so many people use on an active day: quantiles of the distribution in random order, so that even a few
    people are as unequal as many.
    """
    mean, sigma = crowd.value
    normal = NormalDist(math.log(mean) - sigma * sigma / 2, sigma)
    found = [math.exp(normal.inv_cdf((n + 0.5) / count)) for n in range(count)]
    random.shuffle(found)
    return found


def gini(amounts: list[float]) -> float:
    """How unequal amounts are: 0 where all are alike, near 1 where one has all."""
    ordered, total = sorted(amounts), sum(amounts)
    count = len(ordered)
    return sum((2 * n + 1 - count) * one for n, one in enumerate(ordered)) / (count * total)


def top_share(amounts: list[float], part: float) -> float:
    """What part of the sum the largest `part` of the amounts has."""
    ordered = sorted(amounts, reverse=True)
    return sum(ordered[: round(part * len(ordered))]) / sum(ordered)


def day_of(random: Random, usual: float) -> float:
    """What somebody spends on an active day, in USD."""
    return usual * random.lognormvariate(-DAY_TO_DAY * DAY_TO_DAY / 2, DAY_TO_DAY)
