from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.facts.money import MAX_NANOS, from_nanos, to_nanos
from bot.providers import bill_cells, focus_row


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-18 22:00:00",
        "2026-09-18T22:00:00Z",
        "2026-09-18T22:00Z",
        "2026-09-18T22:00:00.0000000Z",
        "2026-09-19T00:00:00+02:00",
        "2026-09-18 15:00:00-0700",
        "2026-09-18 22:00:00 UTC",
    ],
)
def test_one_instant_is_read_from_every_way_to_write_it(text: str) -> None:
    assert bill_cells.instant(text) == datetime(2026, 9, 18, 22, tzinfo=UTC)
    assert bill_cells.instant(text).tzinfo is UTC


def test_a_date_alone_is_its_midnight_in_utc() -> None:
    assert bill_cells.instant("2026-09-18") == datetime(2026, 9, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "20260918",
        "2026-W38-5",
        "9/18/2026",
        "46283",
        "2026-02-30",
        "2026-09-18T25:00:00Z",
        "2026-09-18x22:00",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31",
        "２０２６-09-18",
    ],
)
def test_what_is_no_date_is_refused_with_the_form_to_use(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date; write it like 2024-09-18T23:00:00Z or 2024-09-18 and import"):
        bill_cells.instant(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.00000000260", "0.0000000026"),
        ("-2.61", "-2.61"),
        ("1.2E-7", "0.00000012"),
        ("+.5", "0.5"),
    ],
)
def test_numbers_are_exact(text: str, value: str) -> None:
    assert to_nanos(bill_cells.amount(text)) == to_nanos(Decimal(value))


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "NaN",
        "sNaN",
        "-Infinity",
        "1,000.50",
        "1_000",
        "$5",
        "0x10",
        "١٢",
        "1.2.3",
        "-",
        "1E+999999",
        "1E-999999",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a decimal number; write it like -1234\.56"):
        bill_cells.number(text)


def test_the_ledgers_largest_amount_is_read_and_a_larger_one_refused() -> None:
    largest = from_nanos(MAX_NANOS)
    assert bill_cells.amount(f"-{largest}") == -largest
    for text in (str(largest + 1), f"-{largest + 1}", "1E+99"):
        with pytest.raises(ValueError, match="is more than the ledger can hold"):
            bill_cells.amount(text)


@pytest.mark.parametrize("text", ["US", "USDT", "U5D", "US$", "€€€"])
def test_a_currency_has_three_letters(text: str) -> None:
    with pytest.raises(ValueError, match="is not a currency code of three letters; write it like USD"):
        bill_cells.currency(text)


def test_a_category_is_known_in_any_case_and_an_unknown_one_refused() -> None:
    assert focus_row.category("usage") is focus_row.category("Usage")
    with pytest.raises(ValueError, match="'Refund' is not a FOCUS charge category; it must be Usage, Purchase, Tax"):
        focus_row.category("Refund")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("AWS", "aws"),
        ("Microsoft", "microsoft"),
        ("Google Cloud", "google-cloud"),
        ("  Amazon Web Services, Inc. ", "amazon-web-services-inc"),
        ("a_b/c", "a-b-c"),
        ("Überwolke", "überwolke"),
    ],
)
def test_a_provider_has_a_slug(name: str, slug: str) -> None:
    assert bill_cells.slug(name) == slug


def test_a_name_without_a_letter_is_no_provider() -> None:
    with pytest.raises(ValueError, match="is not the name of a provider"):
        bill_cells.slug("--")


def test_an_error_quotes_no_more_than_sixty_letters() -> None:
    with pytest.raises(ValueError, match=r"^'9{60}…' is more than"):
        bill_cells.amount("9" * 99)


@pytest.mark.parametrize("text", ["0026-10-02", "0001-01-01", "1969-12-31", "1970-01-01T00:00:00+01:00"])
def test_a_year_before_the_ledgers_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="lies before 1970; write the year in full"):
        bill_cells.instant(text)
    assert bill_cells.instant("1970-01-01") == datetime(1970, 1, 1, tzinfo=UTC)
