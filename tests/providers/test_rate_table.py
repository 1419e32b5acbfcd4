"""Tables of rates: the one of the ECB that is installed, and files of one's own; a fault refuses the file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.errors import ImportRefusedError
from bot.facts.fx import Fx
from bot.facts.rates import Rate
from bot.providers.rate_table import EcbTable, RateFile, source

WIDE = """Date, USD, JPY, HRK,
2026-11-20,1.0873,171.20,N/A,
2026-11-19,1.0850,,7.5345,
"""
LONG = """Currency,Rate,Date,Note
USD,1.0873,2026-11-20,month end
jpy,171.20,2026-11-20,
EUR,1.0,2026-11-20,
"""
ANY = {"USD", "JPY", "HRK"}
EVER = date(1999, 1, 1)


def rate(currency: str, per_euro: str, day: int = 20, name: str = "rates.csv") -> Rate:
    return Rate(currency=currency, day=date(2026, 11, day), per_euro=Decimal(per_euro), source=name)


def a_file(folder: Path, text: str) -> RateFile:
    (folder / "rates.csv").write_text(text, encoding="utf-8")
    return RateFile(folder / "rates.csv")


def test_the_installed_table_has_the_ecbs_rates_digit_for_digit() -> None:
    """ecb.europa.eu publishes 1.1789 USD and 133.73 JPY for 4 January 1999, and 1.1172 USD for 30 October 2026."""
    found = {(one.day, one.currency): one for one in EcbTable().rates({"USD", "JPY"}, since=EVER)}
    assert found[date(1999, 1, 4), "USD"].per_euro == Decimal("1.1789")
    assert found[date(1999, 1, 4), "JPY"].per_euro == Decimal("133.73")
    last = Rate(currency="USD", day=date(2026, 10, 30), per_euro=Decimal("1.1172"), source="ECB")
    assert found[last.day, "USD"] == last
    assert len(found) > 2 * 7000


def test_a_currency_that_ended_has_its_rates_to_the_end() -> None:
    days = [one.day for one in EcbTable().rates({"HRK"}, since=date(2022, 12, 1))]
    assert max(days) == date(2022, 12, 30)


def test_of_a_table_only_what_was_asked_for_is_given() -> None:
    found = EcbTable().rates({"USD", "XAF"}, since=date(2026, 10, 29))
    assert {(one.currency, one.day.day) for one in found if one.day <= date(2026, 10, 30)} == {("USD", 29), ("USD", 30)}


def test_a_file_in_the_ecbs_form_is_read(tmp_path: Path) -> None:
    assert set(a_file(tmp_path, WIDE).rates(ANY, since=EVER)) == {
        rate("USD", "1.0873"),
        rate("JPY", "171.20"),
        rate("USD", "1.0850", 19),
        rate("HRK", "7.5345", 19),
    }


def test_a_file_in_the_long_form_is_read_whatever_the_order_of_its_columns(tmp_path: Path) -> None:
    assert set(a_file(tmp_path, LONG).rates(ANY, since=EVER)) == {rate("USD", "1.0873"), rate("JPY", "171.20")}


def test_the_organisations_file_takes_the_place_of_the_installed_table(tmp_path: Path) -> None:
    assert source(None).name == source(Fx(currency="USD")).name == "ECB"
    named = source(Fx(currency="USD", rates=str(tmp_path / "eurofxref-hist.csv")))
    assert named.name == "eurofxref-hist.csv"


@pytest.mark.parametrize(
    ("good", "wrong", "place"),
    [
        ("1.0850", "1,0850", "rates.csv:3"),
        ("1.0850", "1.08.50", "rates.csv:3:USD: '1.08.50' is not a rate"),
        ("1.0850", "0.000", "rates.csv:3:USD: '0.000' is not a rate"),
        ("1.0850", "-1.0850", "rates.csv:3:USD: '-1.0850' is not a rate"),
        ("1.0850", "1_0", "rates.csv:3:USD: '1_0' is not a rate"),
        ("1.0850", "NaN", "rates.csv:3:USD: 'NaN' is not a rate"),
        ("2026-11-19", "19.11.2026", "rates.csv:3:date: '19.11.2026' is not a day"),
        ("2026-11-19", "2026-11-31", "rates.csv:3:date: '2026-11-31' is not a day"),
        ("2026-11-19", "2026-11-20", "rates.csv:3:date: 2026-11-20 has a line already"),
        ("JPY", "USD", "rates.csv:1: a currency has two columns"),
        ("JPY", "YEN2", "rates.csv:1:YEN2: this is no table of rates"),
        ("Date", "Day", "rates.csv:1: this is no table of rates"),
        ("JPY", "EUR", "rates.csv:2:EUR: one euro is one euro"),
        (" HRK,", "", "rates.csv:2"),
    ],
)
def test_a_fault_in_the_ecbs_form_is_refused_with_its_line(tmp_path: Path, good: str, wrong: str, place: str) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        a_file(tmp_path, WIDE.replace(good, wrong)).rates({"USD"}, since=EVER)
    assert place in str(refused.value)


@pytest.mark.parametrize(
    ("good", "wrong", "place"),
    [
        ("jpy", "yen2", "rates.csv:3:currency: 'YEN2' is not a currency code"),
        ("jpy", "USD", "rates.csv:3:rate: USD has a rate for 2026-11-20 already"),
        ("171.20", "", "rates.csv:3:rate: '' is not a rate"),
        ("EUR,1.0", "EUR,1.1", "rates.csv:4:rate: one euro is one euro"),
    ],
)
def test_a_fault_in_the_long_form_is_refused_with_its_line(tmp_path: Path, good: str, wrong: str, place: str) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        a_file(tmp_path, LONG.replace(good, wrong)).rates({"USD"}, since=EVER)
    assert place in str(refused.value)


def test_a_file_that_is_not_there_and_one_without_a_line_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="there is no such file"):
        RateFile(tmp_path / "absent.csv").rates(ANY, since=EVER)
    with pytest.raises(ImportRefusedError, match="this is no table of rates"):
        a_file(tmp_path, "").rates(ANY, since=EVER)
