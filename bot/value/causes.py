"""How far a change may be called an effect: the ladder and the tests of its rungs (method.md 3.4).

A change before and after a locked baseline is a change and no cause. Every benefit carries its rung.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations
from math import comb, exp, sqrt
from statistics import fmean, variance

from bot.value.levels import Level, freedom
from bot.value.quantiles import t_quantile

FEWEST_UNITS_FOR_CUPED = 30
"""Below so many randomised units the value before is not adjusted for."""

MOST_ASSIGNMENTS = 200_000
"""More ways to have chosen the treated are not gone through; so many units are compared by CUPED."""

_SURE = 0.975
_NOISE = 1e-9
_FEWEST_OF_A_SIDE = 2


class Rung(IntEnum):
    """What a benefit rests on; higher says more about the cause."""

    BEFORE_AFTER = 1
    COMPARED = 2
    """Before and after, with a comparison workflow or team."""
    STAGED = 3
    """A staged or randomised roll-out."""

    @property
    def tag(self) -> str:
        """What is printed beside the benefit."""
        return {1: "before/after", 2: "before/after with a comparison", 3: "staged or randomised roll-out"}[self]


@dataclass(frozen=True, kw_only=True)
class Sides:
    """One workflow or team on both sides of the change."""

    before: Level
    after: Level


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A difference, its 95% range, variance and degrees of freedom.

    Of logarithms `factor` says it as a factor: 0.8 is 20% less than the comparison would have had.
    """

    difference: float
    low: float
    high: float
    variance: float
    freedom: float

    @property
    def factor(self) -> tuple[float, float, float]:
        """The effect on a logarithm as a factor, with the ends of its range."""
        return exp(self.difference), exp(self.low), exp(self.high)


@dataclass(frozen=True, kw_only=True)
class Permutation:
    """Of all `assignments` that could have been drawn, the shares with a difference as extreme as the one seen.

    `p_lower` asks whether the treated fell, which has to have been the question before; `p_either` whether they moved.
    """

    difference: float
    assignments: int
    p_lower: float
    p_either: float


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A randomised unit's value before the roll-out (X) and after it (Y)."""

    before: float
    after: float


def difference_in_differences(treated: Sides, comparison: Sides) -> Effect:
    """How much more the treated one's logarithm moved than that of its comparison; no shared shock is in it."""
    four = (treated.after, treated.before, comparison.after, comparison.before)
    moved = (treated.after.log - treated.before.log) - (comparison.after.log - comparison.before.log)
    return _effect(moved, [(one.variance, one.freedom) for one in four])


def permutation(treated: Sequence[float], control: Sequence[float]) -> Permutation:
    """The exact permutation test on the difference of means, for a roll-out to few teams.

    ValueError where a side is empty, and where the ways to have chosen are more than `MOST_ASSIGNMENTS`.
    """
    units, number = [*treated, *control], len(treated)
    assignments = comb(len(units), number)
    if not treated or not control or assignments > MOST_ASSIGNMENTS:
        raise ValueError(f"a permutation test has two sides and at most {MOST_ASSIGNMENTS} assignments")
    seen, total = fmean(treated) - fmean(control), sum(units)
    near = _NOISE * max(1.0, *(abs(unit) for unit in units))
    lower = either = 0
    for chosen in combinations(units, number):
        inside = sum(chosen)
        difference = inside / number - (total - inside) / (len(units) - number)
        lower += difference <= seen + near
        either += abs(difference) >= abs(seen) - near
    return Permutation(
        difference=seen,
        assignments=assignments,
        p_lower=lower / assignments,
        p_either=either / assignments,
    )


def cuped(treated: Sequence[Unit], control: Sequence[Unit]) -> Effect | None:
    """The difference of means, adjusted for the value before: Y - theta (X - mean X), theta = cov(X, Y)/var(X).

    theta is that of all units together. None below thirty units, or below two on a side.
    """
    units = [*treated, *control]
    if len(units) < FEWEST_UNITS_FOR_CUPED or min(len(treated), len(control)) < _FEWEST_OF_A_SIDE:
        return None
    before, after = fmean(unit.before for unit in units), fmean(unit.after for unit in units)
    square = sum((unit.before - before) ** 2 for unit in units)
    together = sum((unit.before - before) * (unit.after - after) for unit in units)
    theta = together / square if square > 0 else 0.0
    sides = [[unit.after - theta * (unit.before - before) for unit in side] for side in (treated, control)]
    means = [fmean(side) for side in sides]
    return _effect(means[0] - means[1], [(variance(side) / len(side), len(side) - 1) for side in sides])


def _effect(difference: float, parts: list[tuple[float, float]]) -> Effect:
    whole, degrees = sum(part for part, _ in parts), freedom(parts)
    half = t_quantile(_SURE, degrees) * sqrt(whole)
    return Effect(difference=difference, low=difference - half, high=difference + half, variance=whole, freedom=degrees)
