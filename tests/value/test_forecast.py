"""What the days ahead are expected to cost (method.md 3.5)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.periods import DAY, Period
from bot.value.daily import Daily, last_complete_day
from bot.value.forecast import Forecast, forecast

MONDAY = date(2026, 1, 5)
WEEK = ("330", "330", "330", "330", "330", "60", "60")


def weekly(weeks: int, **changed: str | None) -> Daily:
    """Whole weeks of the example of 3.5; `d12="5"` puts something else on the twelfth day, from 0."""
    amounts: list[Decimal | None] = [Decimal(day) for _ in range(weeks) for day in WEEK]
    for name, amount in changed.items():
        amounts[int(name[1:])] = None if amount is None else Decimal(amount)
    return Daily(first=MONDAY, amounts=tuple(amounts))


def test_eleven_weekdays_and_five_weekend_days_are_3930() -> None:
    friday = MONDAY + DAY * (7 * 9 + 3)
    found = forecast(weekly(10), through=friday, last=friday + DAY * 16)
    assert sum(found.days).quantize(Decimal("0.01")) == Decimal("3930.00")
    assert found.last == friday + DAY * 16


def test_days_after_the_last_complete_one_are_not_looked_at() -> None:
    through = MONDAY + DAY * 67
    assert forecast(weekly(10, d68="0", d69="99999"), through=through, last=through + DAY * 30) == forecast(
        weekly(10), through=through, last=through + DAY * 30
    )


def test_what_is_not_known_yet_is_no_day_of_nothing() -> None:
    through = MONDAY + DAY * 69
    found = forecast(weekly(10, d68=None, d69=None), through=through, last=through + DAY * 7)
    assert sum(found.days).quantize(Decimal("0.01")) == Decimal("1770.00")


def test_a_credit_is_not_expected_to_come_again() -> None:
    through = MONDAY + DAY * 69
    found = forecast(weekly(10, d60="-5000"), through=through, last=through + DAY * 7)
    assert all(day >= 0 for day in found.days)


def test_a_holiday_is_as_a_sunday_where_few_are_known() -> None:
    through = MONDAY + DAY * 69
    wednesday = MONDAY + DAY * 72
    found = forecast(weekly(10), through=through, last=through + DAY * 7, holidays=frozenset({wednesday}))
    assert found.days[2].quantize(Decimal("0.01")) == Decimal("60.00")
    assert found.days[1].quantize(Decimal("0.01")) == Decimal("330.00")


def test_a_holiday_is_as_the_past_ones_were_and_those_are_in_no_weekday() -> None:
    through = MONDAY + DAY * 69
    past = {f"d{n}": "33" for n in (28, 43, 58)}
    holidays = frozenset({MONDAY + DAY * n for n in (28, 43, 58, 72)})
    found = forecast(weekly(10, **past), through=through, last=through + DAY * 7, holidays=holidays)
    assert [day.quantize(Decimal("0.01")) for day in found.days] == [
        Decimal(day).quantize(Decimal("0.01")) for day in ("330", "330", "33", "330", "330", "60", "60")
    ]


def test_a_day_outside_of_what_is_known_is_refused() -> None:
    with pytest.raises(ValueError, match="is not among the days from 2026-01-05"):
        forecast(weekly(2), through=MONDAY + DAY * 14, last=MONDAY + DAY * 20)


def test_the_last_complete_day_is_told_by_the_finality_of_its_source() -> None:
    today = date(2026, 11, 20)
    assert last_complete_day(today, timedelta(0)) == date(2026, 11, 19)
    assert last_complete_day(today, timedelta(hours=24)) == date(2026, 11, 18)
    assert last_complete_day(today, timedelta(hours=30)) == date(2026, 11, 17)


def test_a_day_of_a_read_period_without_a_charge_is_zero_and_an_unknown_one_makes_the_sum_unknown() -> None:
    days = Period(MONDAY, MONDAY + DAY * 3)
    read = Daily.of({MONDAY: Decimal(5)}, days)
    assert read.amounts == (Decimal(5), Decimal(0), Decimal(0))
    assert read.total(days) == Decimal(5)
    hole = Daily.of({MONDAY: Decimal(5), MONDAY + DAY: None}, days)
    assert hole.total(days) is None
    assert hole.total(Period(MONDAY, MONDAY + DAY)) == Decimal(5)


@given(
    st.lists(st.none() | st.decimals("-100", "1000000", places=2), min_size=1, max_size=90),
    st.integers(0, 400),
)
def test_every_day_ahead_is_forecast_the_same_twice_and_never_below_zero(
    amounts: list[Decimal | None], count: int
) -> None:
    daily = Daily(first=MONDAY, amounts=tuple(amounts))
    found = forecast(daily, through=daily.last, last=daily.last + DAY * count)
    assert len(found.days) == len(found.flat) == count
    assert all(day >= 0 for day in (*found.days, *found.flat))
    assert found == forecast(daily, through=daily.last, last=daily.last + DAY * count)
    assert isinstance(found, Forecast)
