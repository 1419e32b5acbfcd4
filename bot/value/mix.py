"""A unit cost across teams that share a unit: what is the teams' own and what is a shift of volume (method.md M3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.value.exact import EXACT, rounded
from bot.value.ranges import WeekSums

_TWO = Decimal(2)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The ratio of all sums, before and after, in one currency; `own` and `mix` add up to the difference, to the nano.

    `own` is what the teams' own ratios moved it by, `mix` what it moved because volume went from one team to another.
    """

    before: Decimal
    after: Decimal
    own: Decimal
    mix: Decimal


def across(before: Mapping[str, WeekSums], after: Mapping[str, WeekSums]) -> Moved | None:
    """How the ratio of all sums moved between two windows, each team's in one sum.

    The mean of both windows weighs each factor, so that nothing is left over. None where a window has no outcomes,
    and where a team has cost or outcomes in one window and no outcomes in the other: it has no ratio there.
    """
    teams = sorted({*before} | {*after})
    totals = [_sum(window) for window in (before, after)]
    if min(total.count for total in totals) <= 0:
        return None
    mix = Decimal(0)
    for team in teams:
        pair = before.get(team), after.get(team)
        if pair[0] is None or pair[1] is None or min(pair[0].count, pair[1].count) <= 0:
            return None
        ratios = [_ratio(one.cost, one.count) for one in pair if one is not None]
        weights = [
            _ratio(Decimal(one.count), total.count) for one, total in zip(pair, totals, strict=True) if one is not None
        ]
        average = EXACT.divide(EXACT.add(*ratios), _TWO)
        mix = EXACT.add(mix, EXACT.multiply(average, EXACT.subtract(weights[1], weights[0])))
    old, new = (rounded(_ratio(total.cost, total.count)) for total in totals)
    shifted = rounded(mix)
    return Moved(before=old, after=new, own=new - old - shifted, mix=shifted)


def _sum(window: Mapping[str, WeekSums]) -> WeekSums:
    return WeekSums(
        cost=sum((one.cost for one in window.values()), Decimal(0)), count=sum(one.count for one in window.values())
    )


def _ratio(cost: Decimal, count: int) -> Decimal:
    return EXACT.divide(cost, Decimal(count))
