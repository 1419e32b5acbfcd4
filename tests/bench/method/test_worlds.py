"""The invented workflows are what they are said to be."""

from __future__ import annotations

import numpy as np
import pytest

from bot.bench.method.score import Family
from bot.bench.method.worlds import Workflows, _shocks, daily, week_sums


def workflows(number: int, *, shock: float, alike: float, weeks: int, change: float = 0.0) -> Workflows:
    return Workflows(
        per_week=np.full(number, 40.0),
        acceptance=np.full(number, 0.7),
        shock=np.full(number, shock),
        alike=np.full(number, alike),
        change=np.full((number, weeks), change),
    )


@pytest.mark.parametrize("family", Family)
def test_in_the_long_run_an_outcome_costs_what_it_truly_costs(family: Family) -> None:
    given = workflows(60, shock=0.2, alike=0.3, weeks=18, change=0.5)
    days = daily(given, 18, family, np.random.default_rng(1))
    assert days.costs.sum() / days.counts.sum() == pytest.approx(given.ratios[0] * np.exp(0.5), rel=0.03)
    assert days.counts.sum() / (60 * 18) == pytest.approx(40, rel=0.03)


@pytest.mark.parametrize("family", Family)
def test_the_shocks_of_weeks_move_no_mean(family: Family) -> None:
    shocks = _shocks(workflows(900, shock=0.2, alike=0.3, weeks=30), 30, family, np.random.default_rng(2))
    assert np.exp(shocks).mean() == pytest.approx(1, abs=0.01)
    assert shocks.std() == pytest.approx(0.2, abs=0.01)


def test_the_weeks_of_the_product_hold_the_days() -> None:
    days = daily(workflows(1, shock=0.2, alike=0.3, weeks=4), 4, Family.TUNED, np.random.default_rng(3))
    weeks = week_sums(*(rows[0] for rows in days.weekly()))
    assert sum(week.count for week in weeks) == days.counts.sum()
    assert float(sum(week.cost for week in weeks)) == pytest.approx(days.costs.sum(), abs=0.01)
