"""How long outcomes take: method.md M6."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.value.cycle_times import CycleTime, cycle_time, lower_rank


def hours(*values: int) -> list[timedelta]:
    return [timedelta(hours=value) for value in values]


def test_m6_of_thirty_the_range_is_the_10th_and_the_21st() -> None:
    found = cycle_time(hours(*range(30, 0, -1)))
    assert found == CycleTime(
        number=30,
        median=timedelta(hours=15.5),
        low=timedelta(hours=10),
        high=timedelta(hours=21),
        slow=timedelta(hours=26),
    )


def test_m6_below_eight_there_is_a_median_alone() -> None:
    assert cycle_time(hours(1, 2, 9)) == CycleTime(number=3, median=timedelta(hours=2))
    assert cycle_time(hours(*range(8))) is not None


def test_of_none_there_is_nothing() -> None:
    assert cycle_time([]) is None


@given(st.integers(6, 3000))
def test_the_rank_is_the_last_one_with_a_tail_of_2_5_percent(number: int) -> None:
    rank = lower_rank(number)
    assert stats.binom.cdf(rank - 1, number, 0.5) <= 0.025
    assert stats.binom.cdf(rank, number, 0.5) > 0.025


@given(st.lists(st.integers(0, 500), min_size=8, max_size=60))
def test_the_median_lies_in_its_range(values: list[int]) -> None:
    found = cycle_time(hours(*values))
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.median <= found.high
