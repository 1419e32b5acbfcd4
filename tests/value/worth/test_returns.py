"""Net value, ROI, V/C and payback (method.md 4.5, and the figures of the digest of 7.1)."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT
from bot.value.worth.returns import (
    NORMAL_80,
    Cost,
    Never,
    Payback,
    ValueRange,
    amortised,
    most_generous,
    payback,
    returned,
    value_range,
)

amounts = st.decimals("0.01", 10**9, places=2)


def ranged(value: Decimal, cost: Decimal, variance: float, grade: Grade) -> ValueRange:
    found = value_range(value, cost, variance=variance, grade=grade, policy=DEFAULT)
    assert found is not None
    return found


def test_1_650_for_720_are_930_net_129_per_cent_and_2_29_for_each() -> None:
    found = returned(Decimal(1650), Cost(ai=Decimal(720)).total)
    assert found is not None
    assert found.net == Decimal(930)
    assert round(found.roi * 100) == 129
    assert round(found.per_cost, 2) == Decimal("2.29")


def test_30_000_are_paid_back_by_9_000_less_4_000_a_month_in_six_months() -> None:
    assert payback(Decimal(30_000), Decimal(9000), Decimal(4000)) == Payback(months=Decimal(6))


@pytest.mark.parametrize("value", [4000, 3999, -1])
def test_what_returns_no_more_than_it_costs_is_never_paid_back(value: int) -> None:
    assert payback(Decimal(30_000), Decimal(value), Decimal(4000)) == Never()


def test_what_cost_nothing_or_is_a_credit_has_no_return() -> None:
    for cost in (Decimal(0), Decimal(-5)):
        assert returned(Decimal(10), cost) is None
        assert value_range(Decimal(10), cost, variance=0.0, grade=Grade.VALIDATED, policy=DEFAULT) is None
        assert most_generous(Decimal(10), cost, variance=0.0) is None


def test_7_1_16_500_for_7_200_validated_by_finance_are_2_0_to_2_6() -> None:
    spread = math.log(2.08 / 2.00) / 2.365
    found = ranged(Decimal(16_500), Decimal(7200), spread**2, Grade.VALIDATED)
    assert found.low is not None
    assert found.high is not None
    assert [round(one, 1) for one in (found.each, found.low, found.high)] == [
        Decimal("2.3"),
        Decimal("2.0"),
        Decimal("2.6"),
    ]


def test_where_nothing_is_worth_anything_there_is_no_range() -> None:
    assert ranged(Decimal(0), Decimal(720), 0.01, Grade.NONE) == ValueRange(each=Decimal(0), low=None, high=None)


def test_the_range_is_of_80_per_cent() -> None:
    assert abs(float(stats.norm.ppf(0.9)) - NORMAL_80) < 1e-4


@given(amounts, amounts, st.floats(0, 1), st.sampled_from(Grade))
def test_better_evidence_never_makes_the_range_wider(
    value: Decimal, cost: Decimal, variance: float, grade: Grade
) -> None:
    found = ranged(value, cost, variance, grade)
    better = ranged(value, cost, variance, Grade(min(grade + 1, 4)))
    assert found.low is not None
    assert found.high is not None
    assert better.low is not None
    assert better.high is not None
    assert found.low <= better.low <= better.each <= better.high <= found.high


def test_the_most_generous_reading_believes_all_claims_at_the_lowest_cost() -> None:
    found = most_generous(Decimal(3600), Decimal(720), variance=0.01)
    assert found is not None
    assert abs(float(found) - 5 * math.exp(0.12816)) < 1e-8


def test_a_one_off_cost_is_spread_evenly_and_once() -> None:
    assert amortised(Decimal(30_000), 2, 24) == Decimal(2500)
    assert sum(amortised(Decimal(30_000), months, 24) for months in (24, -1)) == Decimal(30_000)
    assert amortised(Decimal(30_000), 30, 24) == Decimal(30_000)
    with pytest.raises(ValueError, match="a month or more"):
        amortised(Decimal(30_000), 1, 0)
