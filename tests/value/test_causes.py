"""Change and cause: method.md 3.4."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.value.causes import Rung, Sides, Unit, cuped, difference_in_differences, permutation
from bot.value.levels import Level


def at(each: float, variance: float = 0.01) -> Level:
    return Level(log=log(each), variance=variance, freedom=7)


def test_the_ladder_says_more_the_higher_it_is() -> None:
    assert [rung.tag for rung in sorted(Rung)] == [
        "before/after",
        "before/after with a comparison",
        "staged or randomised roll-out",
    ]


def test_what_the_comparison_did_too_is_no_effect() -> None:
    effect = difference_in_differences(Sides(before=at(14), after=at(7)), Sides(before=at(10), after=at(5)))
    assert effect.difference == pytest.approx(0)
    assert effect.low < 0 < effect.high


def test_the_four_variances_add_up_and_so_does_their_freedom() -> None:
    effect = difference_in_differences(Sides(before=at(14), after=at(7)), Sides(before=at(10), after=at(10)))
    assert (effect.variance, effect.freedom) == (pytest.approx(0.04), pytest.approx(28))
    assert effect.factor[0] == pytest.approx(0.5)
    assert effect.high - effect.difference == pytest.approx(stats.t.ppf(0.975, 28) * 0.2)


def test_of_8_teams_with_4_treated_there_are_70_assignments_and_the_smallest_p_is_one_of_70() -> None:
    found = permutation([1, 2, 3, 4], [5, 6, 7, 8])
    assert found.assignments == 70
    assert found.p_lower == pytest.approx(1 / 70)
    assert found.p_either == pytest.approx(2 / 70)


sides = st.lists(st.integers(-20, 20).map(float), min_size=2, max_size=5)


@given(sides, sides)
def test_the_permutation_test_is_scipys(treated: list[float], control: list[float]) -> None:
    def difference(one: list[float], other: list[float]) -> float:
        return float(sum(one) / len(one) - sum(other) / len(other))

    theirs = stats.permutation_test(
        (treated, control), difference, vectorized=False, n_resamples=10_000, alternative="less"
    )
    assert permutation(treated, control).p_lower == pytest.approx(float(theirs.pvalue))


@pytest.mark.parametrize(("treated", "control"), [([], [1.0]), ([1.0], []), ([1.0] * 15, [2.0] * 15)])
def test_a_side_of_nobody_and_too_many_ways_are_refused(treated: list[float], control: list[float]) -> None:
    with pytest.raises(ValueError, match="two sides"):
        permutation(treated, control)


def units(effect: float, *, matters: float = 1.0) -> list[Unit]:
    return [Unit(before=float(n), after=matters * n + effect + (n * 7 % 5) / 10) for n in range(20)]


def test_cuped_takes_away_what_was_there_before() -> None:
    adjusted, plain = cuped(units(-1), units(0)), cuped(units(-1, matters=0), units(0, matters=0))
    assert adjusted is not None
    assert plain is not None
    assert adjusted.difference == pytest.approx(-1)
    assert adjusted.variance == pytest.approx(plain.variance, rel=0.05)
    assert adjusted.high < -0.8


def test_cuped_of_nothing_before_is_welchs_test() -> None:
    treated = [Unit(before=0, after=n * 7 % 11) for n in range(16)]
    control = [Unit(before=0, after=n * 5 % 13) for n in range(20)]
    found = cuped(treated, control)
    theirs = stats.ttest_ind([u.after for u in treated], [u.after for u in control], equal_var=False)
    assert found is not None
    assert found.freedom == pytest.approx(theirs.df)
    assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval()))


def test_cuped_needs_thirty_units_and_two_on_a_side() -> None:
    assert cuped(units(0)[:15], units(0)[:14]) is None
    assert cuped([*units(0), *units(0)], units(0)[:1]) is None
