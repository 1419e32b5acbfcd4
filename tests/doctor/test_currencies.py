from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from bot.doctor.currencies import currencies
from bot.facts.check import Check
from bot.facts.fx import Fx
from bot.facts.rates import Rate

TODAY = date(2026, 11, 17)
IN_EURO = Fx(currency="EUR")


def usd(day: date) -> Rate:
    return Rate(currency="USD", day=day, per_euro=Decimal("1.1"), source="ECB")


def said(fx: Fx | None, spent: set[str], *stored: Rate) -> Sequence[Check]:
    return tuple(currencies(fx, spent, stored, TODAY))


def test_one_currency_needs_no_rates() -> None:
    assert said(None, {"USD"}) == ()
    assert said(IN_EURO, {"USD"}) == ()


def test_without_a_reporting_currency_it_says_how_to_choose_one() -> None:
    (check,) = said(None, {"USD", "EUR"}, usd(TODAY))
    assert not check.ok
    assert "EUR and USD" in check.says
    assert 'currency = "EUR"' in check.says


@pytest.mark.parametrize(
    ("newest", "ok"), [(date(2026, 11, 16), True), (date(2026, 11, 6), True), (date(2026, 11, 5), False)]
)
def test_rates_that_ended_before_the_weeks_that_are_judged_are_told(newest: date, ok: bool) -> None:
    (check,) = said(IN_EURO, {"USD", "EUR"}, usd(date(2026, 1, 5)), usd(newest))
    assert check.ok is ok
    assert ("after 5 Nov 2026" in check.says) is not ok


def test_a_currency_that_has_no_rates_is_named() -> None:
    (check,) = said(IN_EURO, {"USD", "XTS"}, usd(TODAY))
    assert check.says.startswith("What XTS is worth is not known, and")
