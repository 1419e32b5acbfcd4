"""Rates stand for their day and the days on which none is published; nothing is guessed (method.md 2.0)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.rates import STANDS_FOR, Rate, Rates

FRIDAY = date(2026, 11, 20)


def usd(day: date, per_euro: str = "1.10") -> Rate:
    return Rate(currency="USD", day=day, per_euro=Decimal(per_euro), source="ECB")


published = st.lists(st.builds(usd, st.dates(date(2026, 1, 1), date(2026, 3, 1))), unique_by=lambda rate: rate.day)


@pytest.mark.parametrize("days", range(5))
def test_on_a_weekend_and_a_holiday_the_last_published_rate_stands(days: int) -> None:
    assert Rates([usd(FRIDAY)]).on(FRIDAY + timedelta(days=days), "USD") == usd(FRIDAY)


def test_before_the_first_rate_nothing_is_known() -> None:
    assert Rates([usd(FRIDAY)]).on(FRIDAY - timedelta(days=1), "USD") is None


def test_where_rates_have_ended_nothing_is_known() -> None:
    assert Rates([usd(FRIDAY)]).on(FRIDAY + STANDS_FOR, "USD") is None


def test_a_currency_without_rates_is_not_known() -> None:
    rates = Rates([usd(FRIDAY)])
    assert (rates.on(FRIDAY, "XAF"), rates.ratio(FRIDAY, "XAF", "EUR"), rates.newest("XAF")) == (None, None, None)


def test_a_ratio_is_exact_and_goes_through_the_euro() -> None:
    pound = Rate(currency="GBP", day=FRIDAY, per_euro=Decimal("0.83"), source="ECB")
    rates = Rates([usd(FRIDAY), pound])
    assert rates.ratio(FRIDAY, "EUR", "USD") == Fraction(11, 10)
    assert rates.ratio(FRIDAY, "USD", "EUR") == Fraction(10, 11)
    assert rates.ratio(FRIDAY, "GBP", "USD") == Fraction(110, 83)


def test_the_same_currency_needs_no_rate() -> None:
    assert Rates().ratio(FRIDAY, "XAF", "XAF") == 1


@given(published, st.dates(date(2026, 1, 1), date(2026, 3, 10)))
def test_the_rate_of_a_day_is_the_newest_that_is_not_after_it_nor_too_old(rates: list[Rate], day: date) -> None:
    standing = [rate for rate in rates if rate.day <= day < rate.day + STANDS_FOR]
    assert Rates(rates).on(day, "USD") == max(standing, key=lambda rate: rate.day, default=None)
