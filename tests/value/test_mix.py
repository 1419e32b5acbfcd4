"""The mix effect across teams: method.md M3."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.value.mix import Moved, across
from bot.value.ranges import WeekSums


def sums(cost: int, count: int) -> WeekSums:
    return WeekSums(cost=Decimal(cost), count=count)


def test_more_volume_in_the_cheaper_team_is_no_progress_of_either() -> None:
    before = {"cheap": sums(100, 100), "dear": sums(300, 100)}
    after = {"cheap": sums(150, 150), "dear": sums(150, 50)}
    assert across(before, after) == Moved(before=Decimal(2), after=Decimal("1.5"), own=Decimal(0), mix=Decimal("-0.5"))


def test_a_team_that_became_cheaper_is_no_mix() -> None:
    moved = across({"a": sums(100, 10), "b": sums(100, 10)}, {"a": sums(80, 10), "b": sums(100, 10)})
    assert moved == Moved(before=Decimal(10), after=Decimal(9), own=Decimal(-1), mix=Decimal(0))


@pytest.mark.parametrize(
    "after",
    [{}, {"a": sums(10, 5)}, {"a": sums(10, 5), "b": sums(10, 0)}, {"a": sums(1, 5), "b": sums(1, 5), "c": sums(1, 1)}],
)
def test_a_team_without_a_ratio_on_a_side_leaves_nothing_to_tell_apart(after: dict[str, WeekSums]) -> None:
    assert across({"a": sums(10, 5), "b": sums(20, 5)}, after) is None


team = st.builds(sums, st.integers(-5, 10_000), st.integers(1, 500))
windows = st.fixed_dictionaries({"a": team, "b": team, "c": team})


@given(windows, windows)
def test_own_and_mix_are_the_whole_difference(before: dict[str, WeekSums], after: dict[str, WeekSums]) -> None:
    moved = across(before, after)
    assert moved is not None
    assert moved.own + moved.mix == moved.after - moved.before


@given(windows, st.integers(2, 50))
def test_as_much_more_in_every_team_is_no_mix(before: dict[str, WeekSums], times: int) -> None:
    after = {name: WeekSums(cost=one.cost, count=one.count * times) for name, one in before.items()}
    moved = across(before, after)
    assert moved is not None
    assert moved.mix == 0
