"""Random counts, which the standard library has only from Python 3.12 on: the same draws give the same counts."""

from __future__ import annotations

import math
from random import Random

_FEW = 30.0
_FEW_TRIALS = 25
_SPREAD = 9.0


def poisson(random: Random, mean: float) -> int:
    """How often something happens that happens `mean` times on average; by the normal distribution from 30 on."""
    if mean <= 0:
        return 0
    if mean > _FEW:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    count, product, least = 0, random.random(), math.exp(-mean)
    while product > least:
        count += 1
        product *= random.random()
    return count


def binomial(random: Random, trials: int, chance: float) -> int:
    """How many of the trials succeed; by the normal distribution where there are many of both kinds."""
    if trials <= 0 or chance <= 0:
        return 0
    if chance >= 1:
        return trials
    spread = trials * chance * (1 - chance)
    if trials <= _FEW_TRIALS or spread < _SPREAD:
        return sum(random.random() < chance for _ in range(trials))
    return min(trials, max(0, round(random.gauss(trials * chance, math.sqrt(spread)))))


def spread(random: Random, total: int, chances: tuple[float, ...]) -> list[int]:
    """The total dealt out to as many places as there are chances, which sum to 1."""
    found, left, rest = [], total, 1.0
    for chance in chances[:-1]:
        share = binomial(random, left, min(1.0, chance / rest)) if left else 0
        found.append(share)
        left -= share
        rest -= chance
    return [*found, left]
