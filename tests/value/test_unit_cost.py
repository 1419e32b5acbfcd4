"""The cases and worked examples of method.md M3, recomputed."""

from __future__ import annotations

from decimal import Decimal
from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.value.unit_cost import (
    _GARWOOD,
    FEWEST_FOR_A_UNIT_COST,
    FewAccepted,
    NoneAccepted,
    NotKnown,
    TotalsOnly,
    UnitCost,
    unit_cost,
)

CENT = Decimal("0.01")


def seen_at_most(events: int, mean: float) -> float:
    """The chance of so few events, or fewer, of a Poisson mean."""
    return sum(exp(-mean) * mean**n / factorial(n) for n in range(events + 1))


def test_without_an_outcome_the_least_it_can_cost_is_the_cost_over_three() -> None:
    assert unit_cost(Decimal(1200), "USD", 0) == NoneAccepted(
        cost=Decimal(1200), currency="USD", at_least=Decimal("400.000000000")
    )


def test_zero_events_bound_their_mean_at_about_three() -> None:
    assert seen_at_most(0, 2.996) == pytest.approx(0.05, abs=1e-4)


def test_three_outcomes_for_210_are_70_each_between_24_and_339() -> None:
    finding = unit_cost(Decimal(210), "USD", 3)
    assert isinstance(finding, FewAccepted)
    assert (finding.net, finding.each) == (3, Decimal(70))
    assert (round(finding.low), round(finding.high)) == (24, 339)


@pytest.mark.parametrize(("events", "limits"), _GARWOOD.items())
def test_each_tail_beyond_the_limits_holds_two_and_a_half_per_cent(
    events: int, limits: tuple[Decimal, Decimal]
) -> None:
    low, high = limits
    assert 1 - seen_at_most(events - 1, float(low)) == pytest.approx(0.025, abs=1e-4)
    assert seen_at_most(events, float(high)) == pytest.approx(0.025, abs=1e-4)


def test_the_limits_cover_every_count_that_is_too_few() -> None:
    assert set(_GARWOOD) == set(range(1, FEWEST_FOR_A_UNIT_COST))


def test_eight_weeks_of_3600_for_360_outcomes_are_10_each() -> None:
    cost = sum((Decimal(week) for week in (430, 410, 470, 520, 400, 430, 460, 480)), Decimal(0))
    net = sum((44, 40, 48, 50, 42, 42, 47, 47))
    assert unit_cost(cost, "USD", net) == UnitCost(cost=Decimal(3600), currency="USD", net=360, each=Decimal(10))


def test_the_noisy_example_of_2200_for_32_is_68_75_each() -> None:
    finding = unit_cost(Decimal(2200), "USD", 32)
    assert isinstance(finding, UnitCost)
    assert finding.each == Decimal("68.75")


def test_from_eight_outcomes_on_the_figure_stands_alone() -> None:
    assert isinstance(unit_cost(Decimal(80), "EUR", 7), FewAccepted)
    assert isinstance(unit_cost(Decimal(80), "EUR", 8), UnitCost)


@pytest.mark.parametrize(("cost", "net"), [("12", -1), ("0", 9), ("-3", 9), ("0", 0), ("-1", -1)])
def test_where_credits_or_reversals_dominate_only_the_totals_are_said(cost: str, net: int) -> None:
    assert unit_cost(Decimal(cost), "USD", net) == TotalsOnly(cost=Decimal(cost), currency="USD", net=net)


def test_a_cost_that_is_not_known_gives_no_figure() -> None:
    assert unit_cost(None, "USD", 40) == NotKnown(net=40)


@given(st.decimals(min_value="0.01", max_value=10**9, places=9), st.integers(1, 10**6))
def test_the_figure_times_the_count_is_the_cost(cost: Decimal, net: int) -> None:
    finding = unit_cost(cost, "USD", net)
    assert isinstance(finding, FewAccepted | UnitCost)
    assert abs(finding.each * net - cost) <= net * Decimal("0.5e-9")
    if isinstance(finding, FewAccepted):
        assert finding.low < finding.each < finding.high
