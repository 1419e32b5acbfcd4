"""How a budget's period is likely to end (method.md 3.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.periods import DAY, Period
from bot.value.forecast import Forecast
from bot.value.outlook import Outlook, outlook
from bot.value.record import Bank

APRIL = Period(date(2022, 4, 1), date(2022, 5, 1))  # its first day is a Friday
DAY_14 = date(2022, 4, 14)

HUNDRED = (-0.2,) * 9 + (-0.14,) * 2 + (0.0,) * 65 + (0.1,) * 13 + (0.17,) * 2 + (0.3,) * 9
"""A hundred residuals: the tenth part lies under -0.14, the tenth over 0.17, and 24 over 0.090."""


def cents(amount: Decimal | None) -> str:
    assert amount is not None
    return f"{amount:.2f}"


def ahead(through: date, days: int, *, growth: str = "1") -> Forecast:
    """330 on weekdays and 60 on weekend days; with `growth` the trend path is so many times the flat one."""
    flat = tuple(Decimal(330 if (through + DAY * (n + 1)).weekday() < 5 else 60) for n in range(days))
    return Forecast(through=through, days=tuple(day * Decimal(growth) for day in flat), flat=flat)


def own(*horizons: int) -> Bank:
    return Bank(log_ratios=dict.fromkeys(horizons or (3, 7, 14, 21, 28, 60, 90), HUNDRED))


def example(budget: str = "8500") -> Outlook:
    return outlook(APRIL, ahead(DAY_14, 16), own(14), spent=Decimal(4200), budget=Decimal(budget))


def test_the_example_of_the_method_to_the_cent() -> None:
    found = example()
    assert (cents(found.expected), cents(found.low), cents(found.high)) == ("8130.00", "7616.58", "8858.25")
    assert found.exceeds == pytest.approx(0.24)
    assert found.runs_out is not None
    assert found.runs_out.expected is None
    assert found.runs_out.earliest == date(2022, 4, 29)
    assert (found.residuals, found.is_default) == (100, False)


def test_the_upper_path_of_the_example_is_8396_on_day_28_and_8787_on_day_29() -> None:
    upper = {
        day: outlook(Period(APRIL.start, date(2022, 4, day + 1)), ahead(DAY_14, 16), own(), spent=Decimal(4200)).high
        for day in (28, 29)
    }
    assert {day: f"{total:.0f}" for day, total in upper.items()} == {28: "8396", 29: "8787"}


def test_a_budget_that_the_median_reaches_runs_out_on_a_day() -> None:
    found = example("6000").runs_out
    assert found is not None
    assert found.earliest is not None
    assert found.expected == date(2022, 4, 22)  # 4,200 + 5 x 330 + 2 x 60 = 5,970 on the 21st is not enough
    assert found.latest is not None
    assert found.earliest <= found.expected <= found.latest


def test_a_budget_that_is_used_up_ran_out_by_the_last_complete_day() -> None:
    found = example("4200")
    assert found.runs_out is not None
    assert found.runs_out.expected == DAY_14
    assert found.exceeds == 1


def test_what_is_scheduled_is_added_and_not_forecast() -> None:
    seats = {date(2022, 4, 20): Decimal(1000), date(2022, 4, 10): Decimal(500), date(2022, 5, 2): Decimal(9)}
    found = outlook(APRIL, ahead(DAY_14, 16), own(), spent=Decimal(4200), budget=Decimal(8500), scheduled=seats)
    assert cents(found.expected) == "9130.00"
    assert found.high - found.low == example().high - example().low
    assert found.exceeds == pytest.approx(0.91)  # r over ln(3300/3930) = -.175


def test_no_total_lies_below_what_has_been_read_already() -> None:
    found = outlook(APRIL, ahead(DAY_14, 16), own(), spent=Decimal(4200), budget=Decimal(8500), read=Decimal(8600))
    assert (cents(found.expected), cents(found.low)) == ("8600.00", "8600.00")
    assert found.exceeds == 1


def test_a_period_that_is_over_is_what_was_spent() -> None:
    after = ahead(date(2022, 4, 30), 5)
    found = outlook(APRIL, after, own(), spent=Decimal(8500), budget=Decimal(8500))
    assert found.expected == found.low == found.high == Decimal(8500)
    assert found.exceeds == 0
    assert outlook(APRIL, after, own(), spent=Decimal(8501), budget=Decimal(8500)).exceeds == 1


def test_a_period_that_has_not_begun_counts_its_own_days_alone() -> None:
    found = outlook(APRIL, ahead(date(2022, 3, 29), 32), own(), spent=Decimal(0))
    assert cents(found.expected) == "7470.00"  # 21 weekdays and 9 weekend days
    assert found.exceeds is None
    assert found.runs_out is None


def test_a_forecast_that_ends_too_early_is_refused() -> None:
    with pytest.raises(ValueError, match="ends on 2022-04-29, before the period"):
        outlook(APRIL, ahead(DAY_14, 15), own(), spent=Decimal(0))


def test_with_no_record_of_our_own_the_range_is_a_default_one() -> None:
    found = outlook(APRIL, ahead(DAY_14, 16), Bank(log_ratios={}), spent=Decimal(4200))
    assert found.is_default
    assert found.expected is not None
    assert found.low < found.expected < found.high


@pytest.mark.parametrize("days", [30, 91, 47])
def test_a_quarter_and_any_other_period_are_as_a_month_is(days: int) -> None:
    period = Period(APRIL.start, APRIL.start + DAY * days)
    found = outlook(period, ahead(DAY_14, days - 14), own(), spent=Decimal(4200), budget=Decimal(8500))
    assert found.expected == Decimal(4200) + sum(ahead(DAY_14, days - 14).days)


def test_beyond_ninety_days_there_is_a_band_and_no_point() -> None:
    year = Period(date(2022, 1, 1), date(2023, 1, 1))
    days = (year.last_day - DAY_14).days
    forecast = ahead(DAY_14, days, growth="1.5")
    found = outlook(year, forecast, own(), spent=Decimal(20000), budget=Decimal(60000))
    flat = sum(forecast.flat)
    assert found.expected is None
    assert float(found.low) == pytest.approx(20000 + float(flat) * exp(-0.14), rel=1e-4)
    assert float(found.high) == pytest.approx(20000 + float(flat) * 1.5 * exp(0.17), rel=1e-4)
    assert found.runs_out is not None
    assert found.runs_out.expected is None
    assert found.runs_out.earliest is not None
    assert found.runs_out.latest is not None
    assert found.runs_out.earliest < found.runs_out.latest
    assert found.exceeds == pytest.approx(0.11)  # within ninety days alone: r over ln(1.176) = .162


def test_a_year_that_is_gone_within_ninety_days_is_likely_exceeded_long_before_its_end() -> None:
    year = Period(date(2022, 1, 1), date(2023, 1, 1))
    forecast = ahead(DAY_14, (year.last_day - DAY_14).days)
    assert outlook(year, forecast, own(), spent=Decimal(20000), budget=Decimal(30000)).exceeds == 1


@given(
    st.lists(st.decimals(0, 10000, places=2), min_size=1, max_size=120),
    st.decimals(0, 100000, places=2),
    st.decimals(1, 1000000, places=2),
)
def test_the_range_holds_the_median_and_the_chance_falls_with_the_budget(
    days: list[Decimal], spent: Decimal, budget: Decimal
) -> None:
    period = Period(DAY_14 + DAY, DAY_14 + DAY * (len(days) + 1))
    forecast = Forecast(through=DAY_14, days=tuple(days), flat=tuple(days))
    found = outlook(period, forecast, own(), spent=spent, budget=budget)
    assert spent <= found.low <= found.high
    assert found.expected is None or found.low <= found.expected <= found.high
    more = outlook(period, forecast, own(), spent=spent, budget=budget + 1000)
    assert found.exceeds is not None
    assert more.exceeds is not None
    assert more.exceeds <= found.exceeds
    assert replace(found, period=period) == found
