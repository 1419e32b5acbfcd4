"""Benefits realised: held against the plan with its ramp (method.md 4.5)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.value.worth.realised import Plan, Ramp, Realised, present, realised

PLAN = Plan(
    monthly=Decimal(3000),
    ramp=(Decimal(0), Decimal(0), Decimal("0.25"), Decimal("0.50"), Decimal("0.75")),
)
flows = st.lists(st.decimals(0, 10**6, places=2), min_size=13, max_size=30)


def test_3_600_of_the_4_500_planned_to_month_5_are_80_per_cent() -> None:
    months = [Decimal(0), Decimal(0), Decimal(600), Decimal(1200), Decimal(1800)]
    assert realised(months, PLAN) == Realised(value=Decimal(3600), planned=Decimal(4500), share=Decimal("0.8"))


def test_before_the_ramp_starts_it_is_ramp_and_no_share() -> None:
    assert realised([Decimal(0), Decimal(10)], PLAN) == Ramp()
    assert realised([], PLAN) == Ramp()


def test_after_the_ramp_a_month_is_planned_whole() -> None:
    assert PLAN.month(6) == Decimal(3000)


def test_a_benefit_a_year_beyond_the_twelfth_month_is_discounted_by_one_year() -> None:
    assert present([*[Decimal(0)] * 23, Decimal(110)], Decimal("0.10")) == Decimal(100)
    assert present([*[Decimal(0)] * 11, Decimal(110)], Decimal("0.10")) == Decimal(110)


def test_beyond_twelve_months_finance_has_to_say_its_rate() -> None:
    with pytest.raises(ValueError, match="ask finance"):
        realised([Decimal(1)] * 13, PLAN)


@given(flows, st.decimals(0, 1, places=3))
def test_discounting_never_makes_more_of_a_benefit_and_a_rate_of_zero_changes_nothing(
    months: list[Decimal], rate: Decimal
) -> None:
    assert sum(months[:12], Decimal(0)) <= present(months, rate) <= sum(months, Decimal(0))
    assert present(months, Decimal(0)) == sum(months, Decimal(0))


@given(flows)
def test_what_came_about_as_planned_is_realised_whole(months: list[Decimal]) -> None:
    as_planned = [PLAN.month(number) for number in range(1, len(months) + 1)]
    found = realised(as_planned, PLAN, rate=Decimal("0.08"))
    assert isinstance(found, Realised)
    assert found.share == 1
