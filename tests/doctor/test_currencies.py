from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.doctor.currencies import currencies, judged
from bot.facts.check import Check
from bot.facts.fx import Fx
from bot.facts.periods import Period
from bot.facts.rates import Rate

MONDAY = date(2026, 10, 26)
NEXT = date(2026, 11, 2)
BOTH = {(MONDAY, "EUR"), (NEXT, "USD"), (NEXT, "EUR")}


def usd(day: date) -> Rate:
    return Rate(currency="USD", day=day, per_euro=Decimal("1.1"), source="rates.csv")


@pytest.fixture
def fx(tmp_path: Path) -> Fx:
    """An organisation whose file of rates ends on 23 October."""
    return in_file(tmp_path, "USD,2026-10-23,1.1")


def in_file(folder: Path, *lines: str, currency: str = "EUR") -> Fx:
    path = folder / "rates.csv"
    path.write_text("\n".join(["currency,date,rate", *lines, ""]))
    return Fx(currency=currency, rates=str(path))


def said(fx: Fx | None, spent: set[tuple[date, str]], *stored: Rate) -> Sequence[Check]:
    return tuple(currencies(fx, spent, stored))


def test_the_days_asked_for_are_of_the_weeks_that_are_judged() -> None:
    assert judged(datetime(2026, 11, 26, tzinfo=UTC)) == Period(date(2026, 9, 21), date(2026, 11, 16))


@pytest.mark.parametrize("spent", [set(), {(NEXT, "USD")}, {(MONDAY, "USD"), (NEXT, "EUR")}])
def test_weeks_of_one_currency_each_need_no_rates(fx: Fx, spent: set[tuple[date, str]]) -> None:
    assert said(None, spent) == ()
    assert said(fx, spent) == ()


def test_without_a_reporting_currency_it_says_how_to_choose_one() -> None:
    (check,) = said(None, BOTH, usd(NEXT))
    assert not check.ok
    assert "EUR and USD" in check.says
    assert 'currency = "EUR"' in check.says


def test_rates_that_do_not_reach_a_week_of_two_currencies_are_told_with_its_days(fx: Fx) -> None:
    (check,) = said(fx, BOTH | {(date(2026, 11, 4), "USD")}, usd(date(2026, 10, 23)))
    assert not check.ok
    assert check.says.startswith("What USD is worth is not known for 2 of the days 2–4 Nov 2026, and verdicts wait")


@pytest.mark.parametrize("day", ["2026-10-29", "2026-11-02", "2026-11-20"])
def test_what_the_source_has_now_is_known_though_it_was_never_needed_before(tmp_path: Path, day: str) -> None:
    (check,) = said(in_file(tmp_path, f"USD,{day},1.1", "USD,2026-10-29,1.2" if day > "2026-10-29" else ""), BOTH)
    assert (check.ok, check.says) == (True, "Spend is in EUR and USD, and can be converted up to 8 Nov 2026.")


def test_what_is_stored_is_known_where_the_source_is_refused(tmp_path: Path) -> None:
    (check,) = said(Fx(currency="EUR", rates=str(tmp_path / "gone.csv")), BOTH, usd(NEXT))
    assert check.ok


def test_no_rate_comes_between_those_that_are_stored(tmp_path: Path) -> None:
    fx = in_file(tmp_path, "USD,2026-11-02,1.1")
    (check,) = said(fx, BOTH, usd(date(2026, 10, 1)), usd(date(2026, 11, 20)))
    assert "What USD is worth is not known" in check.says


def test_a_reporting_currency_without_rates_is_named(tmp_path: Path) -> None:
    fx = in_file(tmp_path, "USD,2026-11-02,1.1", currency="CHF")
    assert [check.says.split(" is worth")[0] for check in said(fx, BOTH)] == ["What CHF"]
