"""The typical range of method.md 3.2, its hand checks recomputed and its edges walked."""

from __future__ import annotations

from decimal import Decimal
from math import exp, log, sqrt
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.value.quantiles import t_quantile
from bot.value.ranges import Range, WeekSums, typical_range, usual_correlation

STEADY = ((430, 44), (410, 40), (470, 48), (520, 50), (400, 42), (430, 42), (460, 47), (480, 47))
NOISY = ((210, 5), (95, 2), (640, 6), (180, 3), (330, 7), (120, 2), (510, 4), (115, 3))


def weeks(*pairs: tuple[int, int]) -> list[WeekSums]:
    return [WeekSums(cost=Decimal(cost), count=count) for cost, count in pairs]


def ranged(*pairs: tuple[int, int], counts_both: bool = False) -> Range:
    found = typical_range(weeks(*pairs), usual_correlation=0.3, counts_both=counts_both)
    assert found is not None
    return found


def test_3_2_the_steady_weeks_cost_10_each_and_typically_8_83_to_11_33() -> None:
    found = ranged(*STEADY)
    assert found.each == Decimal(10)
    assert (round(found.low, 2), round(found.high, 2)) == (Decimal("8.83"), Decimal("11.33"))
    assert (found.weeks, found.count) == (8, 360)


def test_3_2_in_the_steady_weeks_the_counts_are_the_floor_and_no_week_is_like_the_last() -> None:
    found = ranged(*STEADY)
    assert found.own_correlation < 0
    assert found.correlation == 0
    assert found.variance == 1 / 360
    assert sqrt(found.variance) == pytest.approx(0.0527, abs=5e-5)


def test_3_2_the_noisy_weeks_cost_68_75_each_and_typically_39_5_to_119_5() -> None:
    found = ranged(*NOISY)
    assert found.each == Decimal("68.75")
    assert (round(found.low, 1), round(found.high, 1)) == (Decimal("39.5"), Decimal("119.5"))


def test_3_2_the_noisy_weeks_are_widened_by_the_organisations_correlation() -> None:
    found = ranged(*NOISY)
    assert found.own_correlation == pytest.approx(-0.125, abs=5e-4)
    assert found.correlation == pytest.approx(0.111, abs=5e-4)
    assert sqrt(found.variance) == pytest.approx(0.234, abs=5e-4)
    assert found.variance * (1 - found.correlation) / (1 + found.correlation) == pytest.approx(0.0438, abs=5e-5)


@pytest.mark.parametrize(
    "pairs",
    [
        [(10, 1)] * 7,
        [(100, 100), (100, 100), (100, 100), (100, 0)],
        [(0, 10)] * 8,
        [(-10, 10)] * 8,
        [(10, 4)] * 4 + [(10, -3)] * 4,
        [],
    ],
    ids=["seven outcomes", "three weeks with any", "nothing spent", "a credit", "reversals", "no weeks"],
)
def test_what_the_weeks_cannot_support_has_no_range(pairs: list[tuple[int, int]]) -> None:
    assert typical_range(weeks(*pairs), usual_correlation=0.3) is None


def test_a_week_without_cost_is_a_week() -> None:
    assert ranged(*STEADY, (0, 45)).weeks == 9


def test_all_cost_in_one_week_is_a_very_wide_range_and_no_error() -> None:
    found = ranged((900, 5), (0, 5), (0, 5), (0, 5))
    assert found.low < Decimal("0.1")
    assert found.high > 10_000


def test_all_outcomes_but_three_in_one_week_are_no_error() -> None:
    assert ranged((10, 100), (10, 1), (10, 1), (10, 1)).variance > 1


def test_where_both_are_counts_the_rarer_one_is_the_floor() -> None:
    rare, plain = ranged(*[(2, 100)] * 8, counts_both=True), ranged(*[(2, 100)] * 8)
    assert rare.variance > plain.variance
    assert rare.variance * (1 - rare.correlation) / (1 + rare.correlation) == pytest.approx(1 / 16)


def test_weeks_that_are_all_alike_have_no_correlation_of_their_rounding() -> None:
    assert [ranged(*[(cost, 145)] * 4).own_correlation for cost in (93, 279)] == pytest.approx([0.25, 0.25])


def test_a_lower_bar_makes_a_narrower_range() -> None:
    most, less = (typical_range(weeks(*STEADY), usual_correlation=0.3, sure=sure) for sure in (0.975, 0.9))
    assert most is not None
    assert less is not None
    assert most.low < less.low < less.each < less.high < most.high


def slow(weeks: int, period: int) -> Range:
    return ranged(*[(1000 + 400 * (week // period % 2), 100) for week in range(weeks)])


def test_the_organisations_correlation_is_the_median_of_twenty_workflows_with_half_a_year() -> None:
    known = [slow(26 + n, period) for n in range(5) for period in (4, 5, 6, 9)]
    measured = usual_correlation(known, policy=0.3)
    assert measured == median(one.own_correlation for one in known)
    assert measured > 0.5
    assert usual_correlation(known[1:], policy=0.3) == 0.3
    assert usual_correlation([*known[1:], slow(25, 5)], policy=0.3) == 0.3


def test_a_measured_correlation_narrows_no_range() -> None:
    unlike = [ranged(*(NOISY * 4)[:26])] * 20
    assert unlike[0].own_correlation < 0.3
    assert usual_correlation(unlike, policy=0.3) == 0.3


pairs = st.tuples(st.integers(0, 5000), st.integers(0, 300))


@given(st.lists(pairs, min_size=4, max_size=30), st.floats(0, 0.7))
def test_every_range_holds_its_figure_in_its_middle(sums: list[tuple[int, int]], usual: float) -> None:
    found = typical_range(weeks(*sums), usual_correlation=usual)
    if found is None:
        return
    assert found.low < found.each < found.high
    assert 0 <= found.correlation <= 0.7
    assert found.variance >= 1 / found.count
    half = min(t_quantile(0.975, found.weeks - 1) * sqrt(found.variance), 46)
    assert float(found.high) == pytest.approx(exp(found.log + half), rel=1e-6)


@given(st.lists(pairs, min_size=4, max_size=20), st.integers(2, 1000))
def test_another_currency_moves_the_range_and_does_not_widen_it(sums: list[tuple[int, int]], rate: int) -> None:
    ours, theirs = (
        typical_range(weeks(*[(cost * times, count) for cost, count in sums]), usual_correlation=0.3)
        for times in (1, rate)
    )
    single = any(sum(cost for cost, _ in sums) == cost for cost, _ in sums)
    if ours is None or theirs is None or single:
        return
    assert theirs.variance == pytest.approx(ours.variance)
    assert theirs.log - ours.log == pytest.approx(log(rate))


@given(st.permutations(NOISY))
def test_the_order_of_the_weeks_moves_the_correlation_alone(order: list[tuple[int, int]]) -> None:
    ours, theirs = ranged(*NOISY), ranged(*order)
    assert theirs.each == ours.each
    widths = [one.variance * (1 - one.correlation) / (1 + one.correlation) for one in (ours, theirs)]
    assert widths[0] == pytest.approx(widths[1])
