"""Invented workflows whose true cost of an outcome is known: what the ranges and the changes are measured on.

Days hold runs, of which some are accepted after a while; every run costs another amount, and a week's runs are dearer
or cheaper, and more or fewer, than those of other weeks (method.md 3.2, 8.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import exp, log
from typing import TYPE_CHECKING, Any

from bot.bench.method.score import Family
from bot.bench.method.shocks import shocks
from bot.value.ranges import WeekSums

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Counts = NDArray[np.int64]

DAYS_OF_WEEK = 7
OVERHEAD = 0.15
"""This share of the cost is spent whether anything runs or not."""

_WARM_UP_WEEKS = 2
_SPREAD_OF_A_RUN = 1.1
_LONGEST_LAG = 10
_LAG_ENDS = 0.4
_CALENDARS = {
    Family.TUNED: (1.1, 1.15, 1.15, 1.1, 1.0, 0.12, 0.10),
    Family.OTHER: (1.0, 1.05, 1.0, 0.9, 0.3, 0.6, 1.0),
}
_QUIET_WEEKS = {Family.TUNED: (), Family.OTHER: (20, 21, 47)}
_QUIET = 0.5


@dataclass(frozen=True, kw_only=True)
class Workflows:
    """What is true of each of several workflows; arrays of one number a workflow, `change` also of one a week.

    `per_week` is the expected number of accepted outcomes, `acceptance` the share of runs accepted; shocks of a week
    have the standard deviation `shock` on a logarithm and `alike` is their correlation with the week before.
    `change` is added to the logarithm of all cost.
    """

    per_week: Numbers
    acceptance: Numbers
    shock: Numbers
    alike: Numbers
    change: Numbers

    @property
    def ratios(self) -> Numbers:
        """The true long-run cost of an accepted outcome before any change, of which the mean run costs one unit."""
        return 1 / (self.acceptance * (1 - OVERHEAD))


@dataclass(frozen=True, kw_only=True)
class Days:
    """Cost and accepted outcomes of each workflow (row) and day (column)."""

    costs: Numbers
    counts: Counts

    def weekly(self) -> tuple[Numbers, Counts]:
        """The same by week."""
        shape = (len(self.costs), -1, DAYS_OF_WEEK)
        return self.costs.reshape(shape).sum(axis=2), self.counts.reshape(shape).sum(axis=2)


def daily(workflows: Workflows, weeks: int, family: Family, rng: np.random.Generator) -> Days:
    """So many weeks of the workflows, drawn from a seeded generator."""
    import numpy as np  # noqa: PLC0415 - the bench alone needs it

    number, all_weeks = len(workflows.per_week), weeks + _WARM_UP_WEEKS
    days = all_weeks * DAYS_OF_WEEK
    profile = np.array(_CALENDARS[family])
    calendar = np.tile(profile / profile.sum(), all_weeks)
    for week in _QUIET_WEEKS[family]:
        calendar[week * DAYS_OF_WEEK : (week + 1) * DAYS_OF_WEEK] *= _QUIET
    dearer, busier = (_shocks(workflows, all_weeks, family, rng) for _ in range(2))
    expected = (workflows.per_week / workflows.acceptance)[:, None] * calendar
    runs = rng.poisson(expected * np.repeat(np.exp(busier), DAYS_OF_WEEK, axis=1))
    costs = _cost_of_runs(runs.ravel(), family, rng).reshape(number, days)
    costs *= np.repeat(np.exp(dearer), DAYS_OF_WEEK, axis=1)
    costs += OVERHEAD / (1 - OVERHEAD) * expected
    accepted = _later(rng.binomial(runs, workflows.acceptance[:, None]), rng)
    cut = _WARM_UP_WEEKS * DAYS_OF_WEEK
    level = np.repeat(np.exp(workflows.change), DAYS_OF_WEEK, axis=1)
    return Days(costs=costs[:, cut:] * level, counts=accepted[:, cut:])


def week_sums(costs: Numbers, counts: Counts) -> list[WeekSums]:
    """The weeks of one workflow as the product takes them, to a thousandth of a unit."""
    return [
        WeekSums(cost=Decimal(round(cost * 1000)).scaleb(-3), count=count)
        for cost, count in zip(costs.tolist(), counts.tolist(), strict=True)
    ]


def _shocks(workflows: Workflows, weeks: int, family: Family, rng: np.random.Generator) -> Numbers:
    """One logarithm a workflow and week whose exponential has the mean one."""
    shock = workflows.shock[:, None]
    result: Numbers = shocks(rng, family, workflows.alike, weeks) * shock - shock**2 / 2
    return result


def _cost_of_runs(runs: Counts, family: Family, rng: np.random.Generator) -> Numbers:
    """The cost of so many runs each; one costs one unit in the mean, with the same variance in both families."""
    import numpy as np  # noqa: PLC0415

    total, variance = int(runs.sum()), exp(_SPREAD_OF_A_RUN**2) - 1
    if family is Family.TUNED:
        deviation = log(1 + variance) ** 0.5
        each: Any = rng.lognormal(-(deviation**2) / 2, deviation, total)
    else:
        each = rng.gamma(1 / variance, variance, total)
    whose = np.repeat(np.arange(len(runs)), runs)
    return np.bincount(whose, weights=each, minlength=len(runs)).astype(np.float64)


def _later(accepted: Counts, rng: np.random.Generator) -> Counts:
    """Acceptances on the days they are known: up to ten days after the run, two at the median of those that wait."""
    import numpy as np  # noqa: PLC0415

    known, waiting = np.zeros_like(accepted), accepted
    for days in range(_LONGEST_LAG + 1):
        now = waiting if days == _LONGEST_LAG else rng.binomial(waiting, _LAG_ENDS)
        known[:, days:] += now[:, : now.shape[1] - days]
        waiting = waiting - now
    return known
