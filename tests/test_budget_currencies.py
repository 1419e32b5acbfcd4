"""Budgets of spend in other currencies: at the budget rate, at reference rates, or not known (method.md 2.0)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.drivers import drivers
from bot.facts.fx import BudgetRate, Fx
from bot.facts.org import Org
from bot.facts.rates import Rate
from bot.ledger import rates
from bot.ledger.db import Database
from bot.surfaces.console import render
from reports.alert_reading import tell
from tests.spenders import DAY, NOW, SUPPORT, Company, an_org, refunds

EURO = BudgetRate(currency="EUR", rate=Decimal("1.05"), since=date(2026, 1, 1))


def converting(org: Org, *budget_rates: BudgetRate) -> Org:
    return replace(org, fx=Fx(currency="USD", budget_rates=budget_rates))


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database, converting(an_org(), EURO))


@pytest.fixture
def on_sqlite(sqlite_database: Database) -> Callable[..., Company]:
    return lambda *budget_rates: Company(sqlite_database, converting(an_org(), *budget_rates))


def publish(company: Company, currency: str = "USD", per_euro: str = "1.10", day: date = DAY) -> None:
    one = Rate(currency=currency, day=day, per_euro=Decimal(per_euro), source="ECB")
    with company.database.writing() as connection:
        rates.keep(connection, [one], now=NOW)


def test_what_is_charged_in_euro_counts_at_the_budget_rate(company: Company) -> None:
    publish(company)
    company.spent(refunds("3565"), refunds("900", number=2, currency="EUR"))
    state = company.state()
    assert (state.spent, state.not_judged) == (Decimal(4510), None)
    assert [(one.counted, one.effect) for one in state.foreign] == [(Decimal(945), Decimal(45))]
    assert company.told() == [("team:support:month:USD", "A80")]


def test_without_a_budget_rate_it_counts_at_the_days_reference_rate(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    publish(company)
    company.spent(refunds("3520"), refunds("900", number=2, currency="EUR"))
    assert company.state().spent == Decimal(4510)
    assert company.told() == [("team:support:month:USD", "A80")]


def test_where_no_rate_is_known_the_budget_says_so_and_is_not_judged(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(EURO)
    company.spent(refunds("6000"), refunds("5", number=2, currency="XAF"), refunds("1", number=3, currency="EUR"))
    state = company.state()
    assert company.told() == []
    assert (state.spent, [one.currency for one in state.foreign]) == (None, ["EUR"])
    assert state.not_judged == (
        "XAF 5.00 of the spend is not in USD, and neither a budget rate nor each day's reference rate takes XAF to USD"
    )


def test_a_cost_that_is_not_known_is_not_counted_in_any_currency(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(EURO)
    company.spent(refunds("6000"), refunds("1", number=2, currency="EUR", effective_cost=None))
    assert (company.state().spent, company.state().not_judged) == (None, "some charges have no known cost")


def test_spend_with_a_budget_of_its_own_currency_stays_with_that(on_sqlite: Callable[..., Company]) -> None:
    """AC-J1: budgets are kept in their own currency."""
    company = on_sqlite(EURO)
    company.apply(converting(an_org(SUPPORT, replace(SUPPORT, currency="EUR", amount=Decimal(1000))), EURO))
    company.spent(refunds("100"), refunds("900", number=2, currency="EUR"))
    dollars, euro = company.states()
    assert (dollars.spent, dollars.foreign) == (Decimal(100), ())
    assert (euro.spent, euro.foreign) == (Decimal(900), ())
    with company.database.reading() as connection:
        assert [one.amount for one in drivers(connection, company.org, SUPPORT, dollars.period)] == [Decimal(100)]


def test_a_budget_in_euro_pays_for_dollars_at_the_same_budget_rate(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(EURO)
    company.apply(converting(an_org(replace(SUPPORT, currency="EUR", amount=Decimal(1000))), EURO))
    company.spent(refunds("840"))
    assert company.state().spent == Decimal(800)
    assert company.told() == [("team:support:month:EUR", "A80")]


def test_without_conversion_currencies_are_still_not_added(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(EURO)
    company.apply(an_org())
    publish(company)
    company.spent(refunds("6000"), refunds("222", number=2, currency="EUR"))
    assert "currencies are not added together" in str(company.state().not_judged)


def test_the_alert_says_the_rate_and_its_drivers_are_in_the_budgets_currency(company: Company) -> None:
    publish(company)
    company.spent(refunds("3565", model="claude-opus-5"), refunds("900", number=2, currency="EUR", provider="aws"))
    (crossed,) = company.check()
    with company.database.reading() as connection:
        text = " ".join(render(tell(connection, crossed, company.state(), org=company.org)).split())
    assert "€900.00 counts as $945.00 at the budget rate 1 EUR = 1.05 USD. FX effect +$45.00." in text
    assert "refunds $945, 21%" in text
    assert "Refund triage · claude-opus-5 · refunds $3,565, 79%" in text
