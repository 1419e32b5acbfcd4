"""The weekday profile, the level and the trend behind a forecast (method.md 3.5)."""

from __future__ import annotations

from math import exp, isfinite, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.value.shape import Days, profile, shape

WEEK = [330.0] * 5 + [60.0] * 2
MEAN = sum(WEEK) / 7

histories = st.lists(st.none() | st.floats(0, 1e7), max_size=80)


def test_what_repeats_itself_each_week_goes_on_like_that() -> None:
    found = shape(WEEK * 10, 0)
    assert found.level == pytest.approx(MEAN)
    assert found.trend == pytest.approx(0)
    assert list(found.path(0, 7)) == pytest.approx(WEEK)
    assert list(found.flat(4, 4)) == pytest.approx([330, 60, 60, 330])


def test_a_weekday_without_spend_keeps_two_hundredths_of_a_mean_day() -> None:
    found = profile([100.0] * 5 + [0.0] * 2, 0, 7 * 1)
    assert found == (1.0,) * 7  # one week is no profile
    two = profile(([100.0] * 5 + [0.0] * 2) * 8, 0, 56)
    assert two[5] / two[0] == pytest.approx(0.02 / 1.4)
    assert sum(two) == pytest.approx(7)


def test_a_day_of_a_hundred_times_counts_as_three_times_the_median() -> None:
    calm = [100.0] * 56
    spiked = [*calm[:-1], 10_000.0]
    capped = [*calm[:-1], 300.0]
    assert shape(spiked, 0).level == pytest.approx(shape(capped, 0).level)


def test_recent_days_weigh_twice_what_those_of_a_week_before_do() -> None:
    days = [100.0] * 21 + [200.0] * 7
    weights = [0.5 ** (age / 7) for age in range(28)]
    expected = (200 * sum(weights[:7]) + 100 * sum(weights[7:])) / sum(weights)
    assert shape(days, 3, 28).level == pytest.approx(expected, rel=0.05)  # the profile is flat but for the jump


@pytest.mark.parametrize("tried", [0.01, 1.0, 2e-7])
def test_a_call_to_try_something_out_is_no_step_of_a_ramp(tried: float) -> None:
    """Three weeks of a single call, then 100 a day: the trend is at most that of a ramp of fifteen times."""
    trials: Days = ([0.0] * 2 + [tried] + [0.0] * 4) * 3
    found = shape(trials + [100.0] * 21, 0)
    assert found.trend == pytest.approx(stats.theilslopes([log(1 / 15)] * 3 + [0] * 3, range(6)).slope / 2)
    assert sum(found.path(0, 31)) < 3 * 31 * found.level


def test_the_trend_is_half_of_what_theil_and_sen_find_in_eight_weeks() -> None:
    weeks = [100, 120, 90, 140, 160, 150, 210, 190]
    days: Days = [week / 7 for week in weeks for _ in range(7)]
    slope = stats.theilslopes([log(week) for week in weeks], range(8)).slope
    found = shape(days, 0)
    assert found.trend == pytest.approx(slope / 2)
    ahead = list(found.path(0, 14))
    damped = found.trend * 0.9 * (1 - 0.9**2) / 0.1
    assert ahead[13] == pytest.approx(found.level * found.profile[6] * exp(damped))


def test_of_fewer_than_four_weeks_there_is_no_trend() -> None:
    assert shape([2.0**n for n in range(27)], 0).trend == 0
    assert shape([0.0] * 35 + [2.0**n for n in range(21)], 0).trend == 0


def test_unknown_days_change_nothing_of_what_repeats_itself() -> None:
    days: list[float | None] = [*WEEK * 9]
    for place in (3, 17, 20, 36, 40, 58):
        days[place] = None
    found = shape(days, 0)
    assert found.level == pytest.approx(MEAN)
    assert found.trend == pytest.approx(0)
    assert list(found.path(0, 7)) == pytest.approx(WEEK)


def test_who_spends_on_few_days_has_the_level_of_those_days() -> None:
    days = [70.0 if n % 14 == 13 else 0.0 for n in range(56)]
    assert shape(days, 0).level > 0


@given(histories, st.integers(0, 6))
def test_every_history_has_a_finite_shape_and_no_negative_day_ahead(days: Days, weekday: int) -> None:
    found = shape(days, weekday)
    assert all(isfinite(day) and day >= 0 for day in found.path(weekday, 400))
    assert sum(found.profile) == pytest.approx(7)


@given(st.lists(st.floats(1, 1e5), min_size=28, max_size=80), st.floats(0.01, 100))
def test_ten_times_the_money_is_ten_times_the_forecast(days: list[float], times: float) -> None:
    one = list(shape(days, 2).path(0, 30))
    other = list(shape([day * times for day in days], 2).path(0, 30))
    assert other == pytest.approx([day * times for day in one])
