"""What an outcome typically costs: the 95% range of a ratio of sums over closed weeks (method.md 3.2).

The weeks are the sample and not the outcomes: three thousand outcomes of one week are one week. The estimate leaves one
week out at a time, on the logarithm, and is widened where a week resembles the one before it. Nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, log, sqrt
from statistics import fmean, median

from bot.value.exact import EXACT, rounded
from bot.value.levels import Level
from bot.value.quantiles import t_quantile
from bot.value.unit_cost import FEWEST_FOR_A_UNIT_COST

FEWEST_WEEKS = 4
"""Below this many weeks with an outcome no range is made."""

HALF_A_YEAR = 26
"""From so many weeks on a workflow's correlation is evidence for the organisation's."""

FEWEST_WORKFLOWS = 20
"""From so many such workflows on the organisation's correlation is measured, and no policy."""

SURE = 0.975
"""The upper end of a two-sided range of 95%."""

_LEAST_COST = 0.005
_LEAST_COUNT = 0.5
_MOST_CORRELATION = 0.7
_WEEKS_OF_PRIOR = 10
_WIDEST = 46.0  # a factor of 1e20 to either side: a range as wide as that says nothing, and a wider one says no less
_NO_EXCESS = 1e-18  # of the square of all cost: what the weeks differ by is rounding, and has no correlation


@dataclass(frozen=True, kw_only=True)
class WeekSums:
    """What a closed week cost, in one currency, and how many outcomes it had, net of reversals.

    The two may be any numerator and denominator whose ratio is wanted: minutes and outcomes, failures and attempts.
    """

    cost: Decimal
    count: int


@dataclass(frozen=True, kw_only=True)
class Range:
    """The ratio `each` of the sums and its typical range of 95%, in the currency of the weeks per outcome.

    `log` is its natural logarithm and `variance` that of the logarithm. `weeks` and `count` are the sample.
    `own_correlation` is what these weeks say of how alike one is to the next (r'), `correlation` what was used.
    """

    each: Decimal
    low: Decimal
    high: Decimal
    log: float
    variance: float
    weeks: int
    count: int
    own_correlation: float
    correlation: float

    @property
    def level(self) -> Level:
        """What is compared with another window or a baseline."""
        return Level(log=self.log, variance=self.variance, freedom=self.weeks - 1)


def typical_range(
    weeks: Sequence[WeekSums], *, usual_correlation: float, counts_both: bool = False, sure: float = SURE
) -> Range | None:
    """The typical range of cost per outcome over consecutive closed weeks, earliest first (method.md 3.2).

    None where the weeks cannot support one: fewer than eight outcomes, fewer than four weeks that have any, or
    nothing spent. `usual_correlation` is the organisation's; `counts_both` says that the numerator is a count too,
    so that the floor is the rarer one's; `sure` is the chance below the upper end.
    """
    cost, count = sum((week.cost for week in weeks), Decimal(0)), sum(week.count for week in weeks)
    filled = sum(week.count > 0 for week in weeks)
    if count < FEWEST_FOR_A_UNIT_COST or filled < FEWEST_WEEKS or cost <= 0:
        return None
    costs, counts = [float(week.cost) for week in weeks], [week.count for week in weeks]
    total, number = float(cost), len(weeks)
    rarer = min(float(count), total) if counts_both else float(count)
    floor = max(_left_out(costs, counts, total, count), 1 / rarer)
    own = _correlation(costs, counts, total / count)
    weight = number / (number + _WEEKS_OF_PRIOR)
    used = min(max(weight * own + (1 - weight) * usual_correlation, 0.0), _MOST_CORRELATION)
    variance = floor * (1 + used) / (1 - used)
    half = min(t_quantile(sure, number - 1) * sqrt(variance), _WIDEST)
    exact = EXACT.divide(cost, Decimal(count))
    return Range(
        each=rounded(exact),
        low=rounded(EXACT.multiply(exact, Decimal(exp(-half)))),
        high=rounded(EXACT.multiply(exact, Decimal(exp(half)))),
        log=log(total / count),
        variance=variance,
        weeks=number,
        count=count,
        own_correlation=own,
        correlation=used,
    )


def usual_correlation(ranges: Sequence[Range], *, policy: float) -> float:
    """The organisation's correlation of a week with the one before it, never below the policy's.

    The median over workflows with half a year of weeks, once twenty of them have as many (method.md 3.2). The noise
    of small counts hides how alike weeks are: where most workflows are small the median is about none, though shocks
    of 0.3 are in them, and with it the ranges of large workflows would hold the truth too seldom. So a measured
    correlation widens the ranges, and narrows none.
    """
    known = [one.own_correlation for one in ranges if one.weeks >= HALF_A_YEAR]
    return max(median(known), policy) if len(known) >= FEWEST_WORKFLOWS else policy


def _left_out(costs: Sequence[float], counts: Sequence[int], total: float, count: int) -> float:
    """The jackknife's variance of the logarithm: how far it moves when any one week is left out."""
    number = len(costs)
    logs = [
        log(max(total - cost, _LEAST_COST) / max(count - of_week, _LEAST_COUNT))
        for cost, of_week in zip(costs, counts, strict=True)
    ]
    middle = fmean(logs)
    return (number - 1) / number * sum((one - middle) ** 2 for one in logs)


def _correlation(costs: Sequence[float], counts: Sequence[int], each: float) -> float:
    """How alike a week's excess is to that of the week before, corrected for the shortness of the series."""
    excess = [cost - each * of_week for cost, of_week in zip(costs, counts, strict=True)]
    alike = sum(now * before for now, before in zip(excess[1:], excess[:-1], strict=True))
    plain = alike / max(sum(one * one for one in excess), _NO_EXCESS * sum(costs) ** 2)
    return plain + (1 + 3 * plain) / len(excess)
