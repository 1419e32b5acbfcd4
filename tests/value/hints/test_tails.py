"""Whether a few runs cost far more than the others, or much is spent on nothing (method.md 5.5, H6)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.value.hints.tails import Tail, tail


def costs(*values: float) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


def test_h6_a_tail_of_more_than_ten_times_the_middle_is_capped() -> None:
    assert tail(costs(*[1] * 18, 11, 11), fruitless=None, cost=None).needs_a_cap
    assert not tail(costs(*[1] * 18, 10, 10), fruitless=None, cost=None).needs_a_cap
    assert not tail(costs(*[1] * 19, 500), fruitless=None, cost=None).needs_a_cap


def test_h6_more_than_a_quarter_without_an_outcome_is_escalated() -> None:
    assert tail([], fruitless=Decimal(26), cost=Decimal(100)).needs_an_escalation
    assert not tail([], fruitless=Decimal(25), cost=Decimal(100)).needs_an_escalation


@pytest.mark.parametrize("cost", [None, Decimal(0)])
def test_what_is_not_known_proposes_nothing(cost: Decimal | None) -> None:
    found = tail(costs(*[1] * 19), fruitless=Decimal(5), cost=cost)
    assert found == Tail(ratio=None, fruitless=None)
    assert (found.needs_a_cap, found.needs_an_escalation) == (False, False)
    assert tail(costs(*[0] * 30), fruitless=None, cost=None).ratio is None


@given(st.lists(st.decimals(min_value="0.01", max_value=1000, places=2), min_size=20, max_size=60))
def test_the_run_at_95_per_cent_is_never_below_the_middle_one(runs: list[Decimal]) -> None:
    ratio = tail(runs, fruitless=None, cost=None).ratio
    assert ratio is not None
    assert ratio >= 1
