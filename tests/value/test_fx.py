"""Conversion: exact, rounded once, the same total however the spend is split (AC-J1, method.md 2.0)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.rates import Rate, Rates
from bot.value.fx import convert, convert_all, fx_effect, rate_said

DAY = date(2026, 11, 20)
NANO = Decimal("1e-9")


def rate(currency: str, per_euro: str, day: date = DAY, source: str = "ECB") -> Rate:
    return Rate(currency=currency, day=day, per_euro=Decimal(per_euro), source=source)


RATES = Rates([rate("USD", "1.0870"), rate("GBP", "0.8338"), rate("IDR", "20275.17"), rate("JPY", "170", DAY)])
amounts = st.decimals(min_value=-(10**10), max_value=10**10, places=9)


def test_an_amount_is_rounded_once_half_to_even() -> None:
    halves = Rates([rate("USD", "2")])
    assert convert(Decimal("0.000000001"), "USD", "EUR", DAY, halves) == 0
    assert convert(Decimal("0.000000003"), "USD", "EUR", DAY, halves) == Decimal("0.000000002")
    assert convert(Decimal("-0.000000003"), "USD", "EUR", DAY, halves) == Decimal("-0.000000002")


def test_an_amount_in_the_currency_already_stays_as_it_is() -> None:
    assert convert(Decimal("1.0000000001"), "XAF", "XAF", DAY, Rates()) == Decimal("1.0000000001")
    assert convert_all([Decimal("1.0000000001")], "XAF", "XAF", DAY, Rates()) == (Decimal("1.0000000001"),)


@pytest.mark.parametrize(("currency", "into"), [("XAF", "EUR"), ("EUR", "XAF"), ("XAF", "USD")])
def test_without_a_rate_nothing_is_known(currency: str, into: str) -> None:
    assert convert(Decimal(1), currency, into, DAY, RATES) is None
    assert convert_all([Decimal(1)], currency, into, DAY, RATES) is None
    assert rate_said(currency, into, DAY, RATES) is None


def test_no_digit_is_lost_in_a_large_amount() -> None:
    large = Decimal("123456789012345678.123456789")
    assert convert(large, "EUR", "IDR", DAY, RATES) == Decimal("2503107384879440722718.367384629")
    assert (
        abs(Fraction("2503107384879440722718.367384629") - Fraction(large) * Fraction("20275.17")) <= Fraction(NANO) / 2
    )


@given(st.lists(amounts, max_size=30), st.sampled_from(["EUR", "GBP", "IDR"]))
def test_the_parts_of_a_day_add_up_to_the_conversion_of_their_sum(parts: list[Decimal], into: str) -> None:
    found = convert_all(parts, "USD", into, DAY, RATES)
    assert found is not None
    assert sum(found, Decimal(0)) == convert(sum(parts, Decimal(0)), "USD", into, DAY, RATES)
    ratio = RATES.ratio(DAY, "USD", into)
    assert ratio is not None
    for part, one in zip(parts, found, strict=True):
        assert abs(Fraction(one) - Fraction(part) * ratio) < Fraction(NANO)
        assert one == 0 or part != 0


rows = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["USD", "EUR", "GBP", "IDR"]),
        st.sampled_from(["refunds", "drafting", "voice"]),
        st.sampled_from(["openai", "aws"]),
        amounts,
    ),
    max_size=40,
)


@given(rows)
def test_however_the_same_rows_are_grouped_their_conversions_have_one_total(
    rows: list[tuple[int, str, str, str, Decimal]],
) -> None:
    def total(*by: int) -> Decimal:
        groups: dict[tuple[int, str], dict[tuple[object, ...], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for row in rows:
            groups[row[0], row[1]][tuple(row[at] for at in by)] += row[4]
        found = Decimal(0)
        for (days, currency), parts in groups.items():
            converted = convert_all(list(parts.values()), currency, "EUR", DAY + timedelta(days=days), RATES)
            assert converted is not None
            found += sum(converted, Decimal(0))
        return found

    assert total() == total(2) == total(3) == total(2, 3)


def test_the_rate_is_said_with_who_published_it_and_of_which_day() -> None:
    """AC-J1: "1 USD = 0.92 EUR, ECB 20 Nov"."""
    assert rate_said("USD", "EUR", DAY, RATES) == "1 USD = 0.92 EUR, ECB 20 Nov 2026"
    assert rate_said("EUR", "USD", DAY + timedelta(days=2), RATES) == "1 EUR = 1.087 USD, ECB 20 Nov 2026"
    assert rate_said("IDR", "EUR", DAY, RATES) == "1 IDR = 0.00004932 EUR, ECB 20 Nov 2026"
    assert rate_said("EUR", "IDR", DAY, RATES) == "1 EUR = 20275 IDR, ECB 20 Nov 2026"
    assert rate_said("USD", "USD", DAY, RATES) is None


def test_a_rate_through_two_publications_says_the_older_day() -> None:
    mixed = Rates([rate("USD", "1.10"), rate("GBP", "0.80", DAY - timedelta(days=1), "rates.csv")])
    assert rate_said("USD", "GBP", DAY, mixed) == "1 USD = 0.7273 GBP, ECB and rates.csv 19 Nov 2026"


@given(amounts, amounts)
def test_the_effect_of_rates_is_what_lies_between_the_two(actual: Decimal, at_budget: Decimal) -> None:
    assert at_budget + fx_effect(actual, at_budget) == actual
