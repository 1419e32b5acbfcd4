"""The amounts of the policy in another currency (method.md 2.0, 3.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.facts.fx import Fx
from bot.facts.policy import DEFAULT
from bot.facts.rates import Rate, Rates
from bot.value.policy_money import judged_in

DAY = date(2026, 11, 20)
RATES = Rates([Rate(currency="JPY", day=DAY, per_euro=Decimal(170), source="ECB")])


def test_the_amounts_are_converted_and_nothing_else() -> None:
    found = judged_in("JPY", DEFAULT, Fx(currency="EUR"), DAY, RATES)
    assert found == replace(
        DEFAULT,
        anomaly_from=Decimal(25 * 170),
        creep_from=Decimal(100 * 170),
        quiet_below=Decimal(10 * 170),
        material_from=Decimal(1000 * 170),
    )


def test_without_a_rate_nothing_is_judged() -> None:
    assert judged_in("GBP", DEFAULT, Fx(currency="EUR"), DAY, RATES) is None


def test_they_stay_as_they_are_in_the_reporting_currency_and_where_there_is_none() -> None:
    assert judged_in("EUR", DEFAULT, Fx(currency="EUR"), DAY, RATES) is DEFAULT
    assert judged_in("GBP", DEFAULT, None, DAY, RATES) is DEFAULT
