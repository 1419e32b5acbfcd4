"""What stands in for a measured baseline, and the full unit cost (method.md 3.3)."""

from __future__ import annotations

from math import exp, inf, log

import pytest

from bot.facts.grade import Grade
from bot.value.levels import Level, freedom, full_level, stated, summarised


def test_a_bare_number_is_as_good_as_its_grade() -> None:
    assert stated(14, Grade.REPORTED) == Level(log=log(14), variance=0.0625, freedom=inf)
    confirmed = stated(14, Grade.CONFIRMED)
    assert confirmed is not None
    assert confirmed.variance == pytest.approx(0.15**2)


def test_a_bare_number_of_finance_is_no_better_than_a_confirmed_one() -> None:
    assert stated(14, Grade.VALIDATED) == stated(14, Grade.CONFIRMED)


def test_a_number_that_nobody_stands_for_is_no_baseline() -> None:
    assert stated(14, Grade.NONE) is None


def test_a_mean_with_its_spread_is_widened_by_1_86() -> None:
    level = summarised(10, 2, 8, usual_correlation=0.3)
    assert level.variance == pytest.approx(0.2**2 / 8 * 1.86, rel=0.002)
    assert (exp(level.log), level.freedom) == (pytest.approx(10), 7)


@pytest.mark.parametrize(("deviation", "number"), [(2, 1), (0, 8)])
def test_one_value_or_none_spread_is_no_summary(deviation: float, number: int) -> None:
    with pytest.raises(ValueError, match="two values"):
        summarised(10, deviation, number, usual_correlation=0.3)


def test_a_baseline_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="above zero"):
        stated(0, Grade.REPORTED)


def test_the_full_cost_takes_from_each_part_the_square_of_its_share() -> None:
    ai, minutes = Level(log=log(2), variance=0.04, freedom=7), Level(log=log(5), variance=0.0625, freedom=inf)
    full = full_level(6.70, 0.3, ai, minutes)
    assert full.variance == pytest.approx(0.3**2 * 0.04 + 0.7**2 * 0.0625)
    assert full.log == log(6.70)
    assert full.freedom > 7


def test_equal_parts_add_their_freedom() -> None:
    assert freedom([(1.0, 7.0), (1.0, 7.0)]) == pytest.approx(14)
    assert freedom([(1.0, inf)]) == inf
