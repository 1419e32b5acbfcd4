from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.money import MAX_NANOS, amount, from_nanos, plain, shown, to_nanos

exact = st.decimals(min_value=-9_000_000_000, max_value=9_000_000_000, places=9)
finer = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=14)


@given(exact)
def test_nine_decimals_are_stored_and_read_back_exactly(value: Decimal) -> None:
    assert from_nanos(to_nanos(value)) == value


@given(st.lists(finer, max_size=30))
def test_a_sum_of_stored_amounts_differs_from_the_source_by_at_most_half_a_nano_a_row(values: list[Decimal]) -> None:
    stored = sum((from_nanos(to_nanos(value)) for value in values), Decimal(0))
    assert abs(stored - sum(values, Decimal(0))) <= len(values) * Decimal("0.5e-9")


@given(exact)
def test_the_plain_form_reads_back_and_has_no_exponent(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value)


def test_halves_go_to_the_even_nano() -> None:
    assert [to_nanos(Decimal(text)) for text in ("0.0000000005", "0.0000000015", "-0.0000000025")] == [0, 2, -2]


def test_an_amount_beyond_the_store_is_refused() -> None:
    with pytest.raises(ValueError, match="too large for the ledger"):
        to_nanos(Decimal(MAX_NANOS))


@pytest.mark.parametrize("wrong", ["", "12,5", "NaN", "Infinity", None, True, [], "1e", "0x10"])
def test_what_is_no_amount_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="not a"):
        amount(wrong)


@pytest.mark.parametrize(
    ("given_value", "exactly"), [(0.06, "0.06"), ("3.1840125", "3.1840125"), (7, "7"), ("1.2E-7", "0.00000012")]
)
def test_numbers_and_numeric_strings_are_read_to_the_last_digit(given_value: object, exactly: str) -> None:
    assert plain(amount(given_value)) == exactly


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        ("1234.5", "USD", "$1,234.50"),
        ("-3", "EUR", "-€3.00"),
        ("12", "CHF", "CHF 12.00"),
        ("1999.6", "JPY", "¥2,000"),
        ("0", "USD", "$0.00"),
        ("0.004", "USD", "<$0.01"),
        ("-0.004", "USD", "-<$0.01"),
    ],
)
def test_people_read_money_with_its_sign_and_never_a_small_amount_as_zero(value: str, currency: str, text: str) -> None:
    assert shown(Decimal(value), currency) == text


def test_large_sums_may_be_shown_without_cents() -> None:
    assert shown(Decimal("9800.4"), "USD", whole=True) == "$9,800"
