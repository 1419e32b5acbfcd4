"""How surprising a day is, given those before it (method.md 3.6)."""

from __future__ import annotations

from math import isfinite, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.value.surprise import surprises

WEEK = [330.0] * 5 + [60.0] * 2


def test_an_ordinary_day_is_no_surprise_and_scatters_by_a_twelfth_at_least() -> None:
    last = surprises(WEEK * 12, 0)[-1]
    assert (last.expected, last.log_ratio, last.scatter) == pytest.approx((60, 0, 0.08))


def test_the_first_weeks_only_teach() -> None:
    found = surprises(WEEK * 12, 0)
    assert found[0].place == 21 + 14
    assert surprises(WEEK * 5, 0) == []


def test_the_first_weeks_are_those_that_are_known() -> None:
    found = surprises([*[None] * 28, *WEEK * 12], 0)
    assert found[0].place == 28 + 21 + 14


def test_a_day_is_compared_with_the_days_before_it_alone() -> None:
    *_, last = surprises([*WEEK * 12, 3300.0], 0)
    assert last.log_ratio == pytest.approx(log(10))
    assert last.excess == pytest.approx(2970)


def test_the_scatter_is_the_median_deviation_of_eight_weeks_of_surprises() -> None:
    days = [100 * (1 + 0.02 * (n * n % 17)) for n in range(140)]
    found = surprises(days, 0)
    past = [one.log_ratio for one in found if found[-1].place - 56 <= one.place < found[-1].place]
    expected = 1.4826 * stats.median_abs_deviation(past)
    assert found[-1].scatter == pytest.approx(expected)


def test_a_day_of_nothing_is_as_one_of_a_hundredth_and_an_unknown_one_is_no_day() -> None:
    found = surprises([*WEEK * 12, 0.0, None, 330.0], 0)
    assert [one.place for one in found[-2:]] == [84, 86]
    assert found[-2].log_ratio == pytest.approx(log(0.01))


def test_what_is_left_out_teaches_nothing() -> None:
    odd = dict.fromkeys(range(70, 84), 3000.0)
    days = [odd.get(n, day) for n, day in enumerate(WEEK * 13)]
    learnt, forgot = surprises(days, 0)[-1], surprises(days, 0, left_out=set(odd))[-1]
    assert forgot.expected == pytest.approx(60)
    assert learnt.expected != pytest.approx(60)


def test_after_a_reset_the_level_is_that_of_the_new_days_at_once() -> None:
    days = WEEK * 12 + [2 * day for day in WEEK]
    assert surprises(days, 0, resets=[84])[-1].expected == pytest.approx(120)
    assert surprises(days, 0)[-1].expected == pytest.approx(60)


@given(st.lists(st.none() | st.floats(0, 1e6), max_size=120), st.integers(0, 6))
def test_whatever_the_days_are_their_surprises_are_finite(days: list[float | None], weekday: int) -> None:
    for one in surprises(days, weekday):
        assert isfinite(one.log_ratio)
        assert one.scatter >= 0.08
        assert one.level > 0
