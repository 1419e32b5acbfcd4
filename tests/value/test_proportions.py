"""Shares and their differences; the ranges that method.md prints, recomputed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.value.proportions import newcombe, wilson


@pytest.mark.parametrize(
    ("hits", "tries", "percent"),
    [
        (72, 90, (80, 71, 87)),
        (48, 120, (40, 32, 49)),
        (18, 20, (90, 70, 97)),
    ],
    ids=["M4", "M11", "4.7"],
)
def test_the_shares_that_the_method_prints(hits: int, tries: int, percent: tuple[int, int, int]) -> None:
    found = wilson(hits, tries)
    assert found is not None
    assert tuple(round(100 * value) for value in (found.share, found.low, found.high)) == percent


def test_m5_36_of_450_are_8_percent_from_5_8_to_10_9() -> None:
    found = wilson(36, 450)
    assert found is not None
    assert [round(100 * value, 1) for value in (found.share, found.low, found.high)] == [8.0, 5.8, 10.9]


@given(st.integers(1, 2000).flatmap(lambda tries: st.tuples(st.integers(0, tries), st.just(tries))))
def test_the_range_is_scipys_and_holds_the_share(sums: tuple[int, int]) -> None:
    found, theirs = wilson(*sums), stats.binomtest(*sums).proportion_ci(method="wilson")
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(theirs.low, abs=1e-9), pytest.approx(theirs.high, abs=1e-9))
    assert 0 <= found.low <= found.share <= found.high <= 1


def test_none_of_twenty_may_still_be_a_sixth() -> None:
    found = wilson(0, 20)
    assert found is not None
    assert (found.low, round(found.high, 2)) == (0, 0.16)


def test_nothing_tried_has_no_share() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("hits", "tries"), [(3, 2), (-1, 5)])
def test_more_than_all_is_refused(hits: int, tries: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(hits, tries)


def test_the_difference_is_newcombes_own_example() -> None:
    # Statist. Med. 17, 873-890 (1998), table II, case (a), method 10: 56/70 - 48/80
    first, second = wilson(56, 70), wilson(48, 80)
    assert first is not None
    assert second is not None
    found = newcombe(first, second)
    assert found.points == pytest.approx(0.20)
    assert [round(found.low, 4), round(found.high, 4)] == [0.0524, 0.3339]


def test_the_difference_turns_round_with_its_sides() -> None:
    first, second = wilson(30, 40), wilson(25, 50)
    assert first is not None
    assert second is not None
    there, back = newcombe(first, second), newcombe(second, first)
    assert (there.low, there.high) == (pytest.approx(-back.high), pytest.approx(-back.low))
