"""What a workflow returns per unit of cost (method.md 4.5, 5.1)."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT
from bot.value.verdicts.returns import Returns, returns
from tests.value.verdicts.refunds import inputs

CENT = Decimal("0.01")


def test_4_5_1650_of_weighted_value_for_720_is_2_29() -> None:
    found = returns(inputs(cost=Decimal(720), weighted=Decimal(1650)), DEFAULT).each
    assert found is not None
    assert found.quantize(CENT) == Decimal("2.29")


@pytest.mark.parametrize(("grade", "doubt"), [(1, 0.80), (2, 0.50), (3, 0.25), (4, 0.10)])
def test_4_5_the_range_is_1_2816_standard_deviations_of_cost_and_grade(grade: int, doubt: float) -> None:
    found = returns(
        inputs(cost=Decimal(100), weighted=Decimal(200), cost_variance=0.04, main_grade=Grade(grade)), DEFAULT
    )
    spread = math.exp(1.2816 * math.sqrt(0.04 + doubt**2))
    assert (float(found.low or 0), float(found.high or 0)) == pytest.approx((2 / spread, 2 * spread))


def test_5_1_the_most_generous_reading_is_every_claim_at_the_low_end_of_the_cost() -> None:
    found = returns(inputs(cost=Decimal(100), claimed=Decimal(90), cost_variance=0.01), DEFAULT).generous
    assert float(found or 0) == pytest.approx(0.9 * math.exp(0.12816))


def test_without_a_cost_or_with_a_credit_nothing_is_known_of_the_returns() -> None:
    assert [returns(inputs(cost=cost), DEFAULT) for cost in (None, Decimal(0), Decimal(-5))] == [Returns()] * 3


def test_what_is_not_known_leaves_the_rest_known() -> None:
    found = returns(inputs(claimed=None, main_grade=None), DEFAULT)
    assert (found.each is None, found.low, found.generous) == (False, None, None)
    found = returns(inputs(cost_variance=None), DEFAULT)
    assert (found.each is None, found.low, found.generous) == (False, None, None)
    assert returns(inputs(weighted=None), DEFAULT).each is None


amounts = st.decimals(min_value="0.01", max_value=10**6, places=2)


@given(amounts, amounts, st.floats(min_value=0, max_value=2), st.sampled_from(Grade))
def test_the_range_holds_the_figure_and_a_claim_is_never_read_below_its_face(
    weighted: Decimal, claimed: Decimal, variance: float, grade: Grade
) -> None:
    found = returns(
        inputs(cost=Decimal(1000), weighted=weighted, claimed=claimed, cost_variance=variance, main_grade=grade),
        DEFAULT,
    )
    assert found.low is not None
    assert found.each is not None
    assert found.high is not None
    assert found.generous is not None
    assert found.low <= found.each <= found.high
    assert found.generous >= claimed / 1000


def test_a_value_below_zero_has_no_range_and_is_known_to_lose() -> None:
    found = returns(inputs(weighted=Decimal(-10), claimed=Decimal(-10)), DEFAULT)
    assert (found.low, found.high) == (None, None)
    assert found.generous is not None
    assert found.generous < 0
