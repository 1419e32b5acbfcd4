"""What spend in another currency counts as against a budget (method.md 2.0)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.facts.fx import BudgetRate, Fx
from bot.facts.rates import Rate, Rates
from bot.value.budget_rates import Counting

FIRST = date(2026, 11, 1)
DAY = date(2026, 11, 9)
PUBLISHED = (
    Rate(currency="USD", day=DAY, per_euro=Decimal("1.10"), source="ECB"),
    Rate(currency="USD", day=DAY + timedelta(days=1), per_euro=Decimal("1.20"), source="ECB"),
    Rate(currency="GBP", day=DAY, per_euro=Decimal("0.80"), source="ECB"),
)
EURO = BudgetRate(currency="EUR", rate=Decimal("1.05"), since=date(2026, 1, 1), until=date(2027, 1, 1))


def counting(*budget_rates: BudgetRate, into: str = "USD", published: Any = PUBLISHED) -> Counting:
    fx = Fx(currency="USD", budget_rates=budget_rates)
    return Counting(into=into, fx=fx, first_day=FIRST, rates=Rates(published))


def test_the_budget_rate_counts_and_what_rates_made_of_it_is_beside_it() -> None:
    (one,) = counting(EURO).foreign([("EUR", DAY, Decimal(900))])
    assert (one.counted, one.effect) == (Decimal(945), Decimal(45))
    assert one.said == "€900.00 counts as $945.00 at the budget rate 1 EUR = 1.05 USD. FX effect +$45.00."


def test_a_fall_of_the_currency_is_a_negative_effect_and_none_is_not_said() -> None:
    dear = BudgetRate(currency="EUR", rate=Decimal("1.1523"), since=FIRST)
    (one,) = counting(dear).foreign([("EUR", DAY, Decimal(100))])
    assert one.said == "€100.00 counts as $115.23 at the budget rate 1 EUR = 1.1523 USD. FX effect -$5.23."
    same = BudgetRate(currency="EUR", rate=Decimal("1.10"), since=FIRST)
    (one,) = counting(same).foreign([("EUR", DAY, Decimal(100))])
    assert one.said == "€100.00 counts as $110.00 at the budget rate 1 EUR = 1.1 USD."


def test_without_a_budget_rate_each_day_counts_at_its_reference_rate() -> None:
    spent = [("EUR", DAY, Decimal(100)), ("EUR", DAY + timedelta(days=1), Decimal(100)), ("EUR", DAY, Decimal(1))]
    (one,) = counting().foreign(spent)
    assert (one.amount, one.counted, one.effect) == (Decimal(201), Decimal("231.1"), None)
    assert one.said == (
        "€201.00 counts as $231.10 at each day's reference rate, the newest 1 EUR = 1.2 USD, ECB 10 Nov 2026."
    )


def test_the_budget_rate_of_the_periods_first_day_counts_for_all_of_it() -> None:
    before = BudgetRate(currency="EUR", rate=Decimal(3), since=date(2026, 1, 1), until=FIRST)
    later = BudgetRate(currency="EUR", rate=Decimal(2), since=FIRST + timedelta(days=1))
    assert counting(before, later).counted(Decimal(1), "EUR", DAY) == Decimal("1.1")
    assert counting(before, EURO, later).counted(Decimal(1), "EUR", DAY) == Decimal("1.05")


def test_a_budget_in_another_currency_than_the_reports_goes_through_both_budget_rates() -> None:
    pound = BudgetRate(currency="GBP", rate=Decimal("1.26"), since=FIRST)
    into_euro = counting(EURO, pound, into="EUR")
    assert into_euro.counted(Decimal(100), "GBP", DAY) == Decimal(120)
    assert into_euro.counted(Decimal(105), "USD", DAY) == Decimal(100)
    assert counting(EURO, into="EUR").counted(Decimal(80), "GBP", DAY) == Decimal(100)


def test_where_no_rate_is_known_it_does_not_count() -> None:
    unknown = [("XAF", DAY, Decimal(5)), ("EUR", DAY, Decimal(1)), ("EUR", date(2026, 11, 2), Decimal(1))]
    assert counting().foreign(unknown) == ()
    assert counting().counted(Decimal(1), "XAF", DAY) is None


def test_a_budget_rate_needs_no_reference_rate_but_then_its_effect_is_not_known() -> None:
    (one,) = counting(EURO, published=()).foreign([("EUR", DAY, Decimal(900))])
    assert (one.counted, one.effect) == (Decimal(945), None)


@pytest.mark.parametrize("cost", [[None], [Decimal(1), None]])
def test_a_currency_with_a_cost_that_is_not_known_does_not_count(cost: list[Decimal | None]) -> None:
    assert counting(EURO).foreign([("EUR", DAY, one) for one in cost]) == ()
