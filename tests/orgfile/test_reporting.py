from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.facts.fx import BudgetRate, Fx
from bot.facts.org import Org
from bot.orgfile import plan, read
from tests.orgfile.refusing import refused

VALID = """\
[fx]
currency = "usd"
rates = "rates.csv"
budget_rates = [
  { currency = "EUR", rate = "1.05", since = 2026-01-01, until = 2026-07-01 },
  { currency = "EUR", rate = 1.1, since = 2026-07-01 },
]

[calendar]
fiscal_year_starts = 4
"""
FX = Fx(
    currency="USD",
    rates="rates.csv",
    budget_rates=(
        BudgetRate(currency="EUR", rate=Decimal("1.05"), since=date(2026, 1, 1), until=date(2026, 7, 1)),
        BudgetRate(currency="EUR", rate=Decimal("1.1"), since=date(2026, 7, 1)),
    ),
)


def test_the_reporting_currency_its_budget_rates_and_the_fiscal_year_are_read() -> None:
    assert read(VALID, "org.toml") == Org(fx=FX, fiscal_year_starts=4)


def test_budget_rates_may_stand_in_tables_of_their_own() -> None:
    text = '[fx]\ncurrency = "USD"\n[[fx.budget_rates]]\ncurrency = "EUR"\nrate = "1.05"\nsince = 2026-01-01\n'
    assert read(text, "org.toml").fx == Fx(currency="USD", budget_rates=(replace(FX.budget_rates[0], until=None),))


def test_without_them_nothing_is_converted_and_the_year_begins_in_january() -> None:
    org = read("", "org.toml")
    assert (org.fx, org.fiscal_year_starts) == (None, 1)


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ("[fx]", "[[fx]]", 1, "write [fx] in single brackets: there is one"),
        ('currency = "usd"', "", 1, "this fx needs currency"),
        ('currency = "usd"', 'currency = "dollar"', 2, "“dollar” is no currency"),
        ('currency = "usd"', 'currency = "eur"', 5, "everything is reported in EUR; take its own rate out"),
        ('rate = "1.05", ', "", 5, "this budget rate needs rate"),
        ('rate = "1.05"', 'rate = "0"', 5, "rate must be a number above zero"),
        ('rate = "1.05"', 'rate = "-1"', 5, "rate must be a number above zero"),
        ("until = 2026-07-01", "until = 2026-07-02", 6, "EUR has a budget rate on these days already (line 5)"),
        (", until = 2026-07-01", "", 6, "EUR has a budget rate on these days already (line 5)"),
        ("until = 2026-07-01", "util = 2026-07-01", 5, "util in a budget rate is not known, did you mean until?"),
        ("fiscal_year_starts = 4", "fiscal_year_starts = 13", 10, "must be a whole number from 1 to 12, not 13"),
        ("fiscal_year_starts = 4", 'fiscal_year_starts = "April"', 10, "must be a whole number from 1 to 12"),
        ("fiscal_year_starts", "starts", 10, "starts in a calendar is not known"),
    ],
)
def test_what_could_not_be_reported_in_is_refused(before: str, after: str, line: int, says: str) -> None:
    assert before in VALID
    problems = refused(VALID.replace(before, after, 1))
    assert any(problem.startswith(f"org.toml:{line}: ") and says in problem for problem in problems), problems


def test_the_plan_says_in_what_is_reported_and_at_which_budget_rates() -> None:
    org = Org(fx=FX, fiscal_year_starts=4)
    assert plan(Org(), org) == (
        "+ fx USD rates rates.csv",
        "+ budget rate 1 EUR at 1.05 since 2026-01-01 until 2026-07-01",
        "+ budget rate 2 EUR at 1.1 since 2026-07-01",
        "~ calendar: fiscal year starts in month 1 -> 4",
    )
    dearer = replace(FX.budget_rates[1], rate=Decimal("1.2"))
    assert plan(org, replace(org, fx=replace(FX, rates=None, budget_rates=(FX.budget_rates[0], dearer)))) == (
        "~ fx: rates rates.csv -> none",
        "~ budget rate 2: rate 1.1 -> 1.2",
    )
    assert plan(org, replace(org, fx=None))[0] == "- fx USD rates rates.csv"
