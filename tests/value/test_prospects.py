"""What a budget's days so far say of the end of its period: method.md 3.5, AC-G9."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.periods import DAY, Period
from bot.value.daily import Daily
from bot.value.default_bank import DEFAULT
from bot.value.prospects import begun, is_too_early, prospect
from bot.value.record import Bank

FIRST = date(2026, 10, 1)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
DAY_14 = date(2026, 11, 14)
SHIPPED = Bank(log_ratios={})


def daily(*amounts: int | None) -> Daily:
    return Daily(first=FIRST, amounts=tuple(None if amount is None else Decimal(amount) for amount in amounts))


STEADY = daily(*[100] * 45)


def test_a_steady_hundred_a_day_makes_three_thousand_and_a_chance_of_its_range() -> None:
    found = prospect(STEADY, SHIPPED, NOVEMBER, Decimal(3100), through=DAY_14)
    assert found is not None
    assert (found.through, found.expected) == (DAY_14, Decimal(3000))
    above = sum(error > log(1700 / 1600) for error in DEFAULT[14])
    assert found.chance == round(Decimal(above) / 60, 9)
    assert (found.is_default, found.past_errors) == (True, None)
    assert found.runs_out_from is not None
    assert found.runs_out_by is None


def test_with_a_record_of_its_own_it_says_how_wrong_half_of_it_was() -> None:
    own = Bank(log_ratios={14: tuple([-0.2] * 20 + [0.0] * 10 + [0.1] * 30)})
    found = prospect(STEADY, own, NOVEMBER, Decimal(3100), through=DAY_14)
    assert found is not None
    assert (found.past_errors, found.is_default, found.chance) == (60, False, Decimal("0.5"))
    assert round(found.usual_error, 3) == Decimal("0.105")  # e^0.1 - 1: ten were right, twenty off by 18%


def test_days_before_the_first_spend_are_no_history() -> None:
    assert begun(daily(0, 0, None, 5, 0, 7)) == Daily(
        first=FIRST + DAY * 3, amounts=(Decimal(5), Decimal(0), Decimal(7))
    )
    assert begun(daily(0, None, 0)).amounts == ()


@pytest.mark.parametrize(
    ("amounts", "early"),
    [
        ([], True),
        ([9] * 13, True),
        ([9] * 14, False),
        ([9] * 13 + [None], True),
        ([9, 0, 0, 0, 0, 0, 0] * 2, True),
        ([9, 0, 0, 0, 0, 0, 0] * 3, False),
        ([9] * 30 + [None] * 20, True),
        ([9] * 30 + [0] * 28, True),
    ],
)
def test_two_weeks_of_days_and_three_of_spend_in_the_last_four_are_enough(
    amounts: Sequence[int | None], early: bool
) -> None:
    assert is_too_early(daily(*amounts)) == early


def test_a_day_of_the_period_that_is_not_known_leaves_its_end_unknown() -> None:
    hole = daily(*[100] * 40, None, *[100] * 4)
    assert prospect(hole, SHIPPED, NOVEMBER, Decimal(3000), through=DAY_14) is None
    assert prospect(hole, SHIPPED, NOVEMBER, Decimal(3000), through=FIRST + DAY * 39) is not None
    before = daily(*[100] * 20, None, *[100] * 24)
    assert prospect(before, SHIPPED, NOVEMBER, Decimal(3000), through=DAY_14) is not None


def test_before_the_first_day_of_a_period_is_complete_all_of_it_is_forecast() -> None:
    found = prospect(STEADY, SHIPPED, NOVEMBER, Decimal(3000), through=date(2026, 10, 30), read=Decimal(250))
    assert found is not None
    assert found.expected == Decimal(3000)


amounts = st.lists(st.none() | st.integers(0, 5_000), min_size=20, max_size=60)


@given(amounts, st.integers(1, 100_000), st.integers(0, 59))
def test_a_range_is_in_order_and_a_chance_is_one(course: list[int | None], budget: int, place: int) -> None:
    through = FIRST + DAY * min(place, len(course) - 1)
    if through > NOVEMBER.last_day:
        return
    found = prospect(daily(*course), SHIPPED, NOVEMBER, Decimal(budget), through=through)
    if found is not None:
        assert found.expected is not None
        assert found.low <= found.expected <= found.high
        assert 0 <= found.chance <= 1
        assert (found.runs_out_from is None) <= (found.runs_out_on is None) <= (found.runs_out_by is None)
