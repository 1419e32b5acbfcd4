"""When a change may be said: method.md 3.3, its example recomputed and its rules walked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.facts.policy import Policy
from bot.value.changes import Change, Comparison, Leaning, compare, leaning, standing
from bot.value.levels import Level
from bot.value.ranges import WeekSums

BASE = Level(log=log(14), variance=0.06**2, freedom=12)
NOW = Level(log=log(10), variance=0.05**2, freedom=7)
IMPROVED, WORSE, SAME, NO_CALL, NOT_ENOUGH = Change
levels = st.builds(Level, log=st.floats(-5, 5), variance=st.floats(1e-4, 1), freedom=st.floats(3, 30) | st.just(inf))


def at(each: float, deviation: float = 0.01) -> Level:
    return Level(log=log(each), variance=deviation**2, freedom=7)


def test_3_3_from_14_to_10_is_16_to_39_percent_cheaper() -> None:
    found = compare(BASE, NOW)
    assert found.low is not None
    assert found.high is not None
    assert found.change is IMPROVED
    assert (round(found.low, 3), round(found.high, 3)) == (0.607, 0.841)
    assert (round(100 * (1 - found.high)), round(100 * (1 - found.low))) == (16, 39)


def test_3_3_its_p_value_is_the_two_sided_one_beyond_the_margin() -> None:
    found, spread = compare(BASE, NOW), (0.05**2 + 0.06**2) ** 0.5
    freedom = spread**4 / (0.05**4 / 7 + 0.06**4 / 12)
    assert freedom == pytest.approx(18.9, abs=0.05)
    assert found.p == pytest.approx(2 * stats.t.cdf((log(10 / 14) + log(1.1)) / spread, freedom))


@pytest.mark.parametrize(
    ("now", "change"),
    [
        (at(0.80), IMPROVED),
        (at(1.25), WORSE),
        (at(1.05), SAME),
        (at(0.90), SAME),
        (at(0.80, 0.2), NO_CALL),
        (at(1.0, 0.2), NO_CALL),
    ],
)
def test_what_one_close_says(now: Level, change: Change) -> None:
    assert compare(at(1.0), now).change is change


def test_a_margin_of_the_organisation_is_the_one_that_counts() -> None:
    assert compare(at(1.0), at(0.80), policy=Policy(change_margin=1.3)).change is NO_CALL


@pytest.mark.parametrize(("base", "now"), [(None, NOW), (BASE, None), (None, None)])
def test_a_side_without_a_range_is_not_enough(base: Level | None, now: Level | None) -> None:
    assert compare(base, now) == Comparison(change=NOT_ENOUGH)


def test_a_provisional_window_is_not_enough() -> None:
    assert compare(BASE, NOW, is_provisional=True) == Comparison(change=NOT_ENOUGH, is_provisional=True)


@pytest.mark.parametrize(
    ("now", "then", "later", "is_held"),
    [
        (0.7, 0.60, 0.75, True),
        (0.7, 0.60, 0.68, False),
        (0.7, 0.90, 0.60, False),
        (1.4, 0.90, 0.75, True),
        (1.4, 0.60, 0.90, False),
        (1.0, 0.60, 0.90, False),
        (0.7, None, 0.90, False),
    ],
)
def test_another_share_of_logging_holds_a_change_in_its_favour(
    now: float, then: float | None, later: float, is_held: bool
) -> None:
    found = compare(at(1.0), at(now), logging_then=then, logging_now=later)
    assert found.is_held is is_held
    assert (found.change is NO_CALL) is is_held


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([], NOT_ENOUGH),
        ([NOT_ENOUGH], NOT_ENOUGH),
        ([IMPROVED], NO_CALL),
        ([NOT_ENOUGH, IMPROVED], NO_CALL),
        ([IMPROVED, IMPROVED], IMPROVED),
        ([IMPROVED, IMPROVED, NO_CALL], IMPROVED),
        ([IMPROVED, IMPROVED, NO_CALL, SAME], IMPROVED),
        ([IMPROVED, IMPROVED, NO_CALL, NO_CALL], NO_CALL),
        ([IMPROVED, NO_CALL, IMPROVED], NO_CALL),
        ([IMPROVED, IMPROVED, WORSE, WORSE], WORSE),
        ([NOT_ENOUGH, NOT_ENOUGH, SAME, SAME], SAME),
    ],
)
def test_two_closes_say_it_and_two_take_it_back(changes: list[Change], said: Change) -> None:
    assert standing([Comparison(change=change) for change in changes]) is said


def test_a_provisional_close_changes_nothing() -> None:
    provisional = Comparison(change=NOT_ENOUGH, is_provisional=True)
    improved = Comparison(change=IMPROVED)
    assert standing([improved, improved, provisional, provisional]) is IMPROVED
    assert standing([improved, provisional, improved]) is IMPROVED


@given(levels, levels)
def test_turned_round_the_better_is_the_worse(base: Level, now: Level) -> None:
    there, back = compare(base, now), compare(now, base)
    turned = {IMPROVED: WORSE, WORSE: IMPROVED}
    assert back.change is turned.get(there.change, there.change)
    assert back.p == pytest.approx(there.p)


@given(levels, levels)
def test_a_change_is_called_where_its_p_value_is_below_5_percent(base: Level, now: Level) -> None:
    found = compare(base, now)
    assert found.p is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.p <= 1
    if abs(found.p - 0.05) > 1e-9:
        assert (found.change in {IMPROVED, WORSE}) is (found.p < 0.05)
    assert found.low <= (found.ratio or 0) <= found.high


@given(levels, levels, st.floats(-5, 5))
def test_another_currency_changes_no_call(base: Level, now: Level, rate: float) -> None:
    ours = compare(base, now)
    theirs = compare(replace(base, log=base.log + rate), replace(now, log=now.log + rate))
    assert theirs.p == pytest.approx(ours.p, abs=1e-9)


def weekly(*each: int) -> list[WeekSums]:
    return [WeekSums(cost=Decimal(cost * 50 + week % 3), count=50) for week, cost in enumerate(each)]


@pytest.mark.parametrize(("last", "said"), [(6, Leaning.CHEAPER), (14, Leaning.DEARER), (10, Leaning.NEITHER)])
def test_the_arrow_leans_where_four_weeks_are_off_the_nine_before(last: int, said: Leaning) -> None:
    assert leaning(weekly(99, *[10] * 9, *[last] * 4), usual_correlation=0.3) is said


def test_the_arrow_needs_both_sides() -> None:
    assert leaning(weekly(*[10] * 7), usual_correlation=0.3) is None
