"""Weeks, lags and what is settled (method.md 2.0, M3, 9)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.periods import Period, Week
from bot.value.ranges import WeekSums
from bot.value.windows import LAGS, Window, is_too_new, settled_window, week_sums

WEEK = Week(date(2026, 11, 9))
SPENT = {date(2026, 11, 9) + timedelta(days=day): Decimal(10) for day in range(-56, 7)}
COUNTED = dict.fromkeys(SPENT, 2)
LONG_AGO = date(2026, 1, 1)


def test_eight_weeks_end_with_their_last_one() -> None:
    window = Window(last=WEEK)
    assert window.cost == Period(date(2026, 9, 21), date(2026, 11, 16))
    assert window.outcomes == window.cost


def test_with_a_lag_the_outcomes_come_later_than_the_spend() -> None:
    window = Window(last=WEEK, weeks=1, lag=14)
    assert window.cost == Period(date(2026, 11, 9), date(2026, 11, 16))
    assert window.outcomes == Period(date(2026, 11, 23), date(2026, 11, 30))


@pytest.mark.parametrize(("weeks", "lag"), [(0, 0), (8, 21), (8, -7)])
def test_there_is_no_other_lag_and_no_empty_window(weeks: int, lag: int) -> None:
    with pytest.raises(ValueError, match="a week or more"):
        Window(last=WEEK, weeks=weeks, lag=lag)


def test_a_window_is_provisional_until_its_outcomes_can_no_longer_be_reversed() -> None:
    window = Window(last=WEEK)
    assert window.is_provisional(WEEK.closes_at)
    assert not window.is_provisional(WEEK.plus(1).closes_at)
    assert not window.is_provisional(WEEK.closes_at, reversal_days=0)


def test_a_lag_keeps_a_window_provisional_for_as_long() -> None:
    window = Window(last=WEEK, lag=14)
    assert window.is_provisional(WEEK.plus(2).closes_at)
    assert not window.is_provisional(WEEK.plus(3).closes_at)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - st wants naive
    st.sampled_from(LAGS),
    st.integers(0, 40),
)
def test_the_settled_window_is_the_newest_one_that_is_settled(at: datetime, lag: int, reversal_days: int) -> None:
    window = settled_window(at, lag=lag, reversal_days=reversal_days)
    assert not window.is_provisional(at, reversal_days=reversal_days)
    after = Window(last=window.last.plus(1), lag=lag)
    assert after.is_provisional(at, reversal_days=reversal_days)


def test_each_week_has_its_cost_and_its_outcomes() -> None:
    sums = week_sums(SPENT, COUNTED, Window(last=WEEK), first_spend_on=LONG_AGO)
    assert sums == (WeekSums(cost=Decimal(70), count=14),) * 8


def test_weeks_before_the_first_spend_and_after_the_stop_are_no_weeks() -> None:
    window = Window(last=WEEK)
    assert len(week_sums(SPENT, COUNTED, window, first_spend_on=date(2026, 10, 28))) == 3
    assert len(week_sums(SPENT, COUNTED, window, first_spend_on=LONG_AGO, stopped_on=date(2026, 11, 4))) == 7
    assert len(week_sums(SPENT, COUNTED, window, first_spend_on=LONG_AGO, stopped_on=date(2026, 11, 2))) == 6
    assert week_sums(SPENT, COUNTED, window, first_spend_on=None) == ()


def test_a_week_of_nothing_is_a_week() -> None:
    assert week_sums({}, {}, Window(last=WEEK, weeks=1), first_spend_on=LONG_AGO) == (
        WeekSums(cost=Decimal(0), count=0),
    )


def test_m3_steady_growth_of_10_percent_a_week_looks_35_percent_dearer_without_a_lag_of_three_weeks() -> None:
    assert round(100 * (exp(0.10 * 3) - 1)) == 35


@given(st.dictionaries(st.sampled_from(sorted(SPENT)), st.integers(0, 9)), st.sampled_from(LAGS))
def test_the_weeks_sum_to_the_days_of_the_window(counts: dict[date, int], lag: int) -> None:
    window = Window(last=WEEK, lag=lag)
    sums = week_sums(SPENT, counts, window, first_spend_on=LONG_AGO)
    assert sum(week.count for week in sums) == sum(n for day, n in counts.items() if day in window.outcomes)
    assert sum(week.cost for week in sums) == sum(cost for day, cost in SPENT.items() if day in window.cost)


def test_a_workflow_of_less_than_four_weeks_is_too_new() -> None:
    window = Window(last=WEEK)
    assert is_too_new(date(2026, 10, 20), window)
    assert not is_too_new(date(2026, 10, 19), window)
