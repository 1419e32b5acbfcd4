from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.facts.invoice import Invoice
from bot.facts.org import Org
from bot.orgfile import plan, read
from tests.orgfile.refusing import refused

VALID = """\
[[invoice]]
provider = "openai"
month = "2026-10"
amount = "5120.40"
currency = "usd"
number = "INV-1"

[[invoice]]
connection = "anthropic-research"
month = 2026-10-01
amount = "90"
currency = "EUR"
"""
FIRST = Invoice(provider="openai", month=date(2026, 10, 1), amount=Decimal("5120.40"), currency="USD", number="INV-1")
SECOND = Invoice(connection="anthropic-research", month=date(2026, 10, 1), amount=Decimal(90), currency="EUR")


def test_an_invoice_is_of_a_provider_or_a_connection_for_a_month() -> None:
    assert read(VALID, "org.toml").invoices == (FIRST, SECOND)


@pytest.mark.parametrize("written", ['"2026-01"', "2026-01-01"])
def test_a_month_that_ends_like_its_first_day_is_read_in_both_forms(written: str) -> None:
    text = VALID.replace('"2026-10"', written)
    assert read(text, "org.toml").invoices[0].month == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ('provider = "openai"', "", 1, "this invoice needs provider or connection: one of them"),
        ('provider = "openai"', 'provider = "openai"\nconnection = "openai"', 3, "provider or connection: one of them"),
        ('provider = "openai"', 'provider = "open*"', 2, "write one provider in full here, not “open*”"),
        ('connection = "anthropic-research"', 'connection = "*"', 9, "write one connection in full here"),
        ('month = "2026-10"', "", 1, 'this invoice needs month, such as month = "2026-10"'),
        ('"2026-10"', '"2026-13"', 3, 'month must be a month such as "2026-10", or its first day, not "2026-13"'),
        ('"2026-10"', '"1026-10"', 3, "month must be a month"),
        ('"2026-10"', '"2026-10-01"', 3, "month must be a month"),
        ('"2026-10"', "2026-10-02", 3, "or its first day, not 2026-10-02"),
        ('"2026-10"', "2026-10-01T00:00:00", 3, "month must be a month"),
        ('"2026-10"', "10", 3, "month must be a month"),
        ('"5120.40"', "5120.40", 4, 'write amount in quotes, amount = "5120.40"'),
        ('"5120.40"', '"0"', 4, "amount must be an amount above zero"),
        ('currency = "usd"', "", 1, "this invoice needs currency"),
        ("number", "nummer", 6, "nummer in an invoice is not known, did you mean number?"),
    ],
)
def test_an_invoice_that_cannot_be_is_refused(before: str, after: str, line: int, says: str) -> None:
    assert before in VALID
    problems = refused(VALID.replace(before, after, 1))
    assert any(problem.startswith(f"org.toml:{line}: ") and says in problem for problem in problems), problems


@pytest.mark.parametrize("number", ["", 'number = "INV-1"\n'])
def test_an_invoice_written_twice_is_refused_and_two_with_numbers_are_not(number: str) -> None:
    one = VALID.split("\n\n", maxsplit=1)[0].replace('number = "INV-1"', "") + "\n" + number
    (problem,) = refused(f"{one}\n{one}")
    assert "this invoice of openai for 2026-10 stands in line 1 already" in problem
    assert len(read(f"{one}\n{VALID.replace('INV-1', 'INV-2')}", "org.toml").invoices) == 3


def test_the_plan_tells_invoices_by_what_they_are_of() -> None:
    org = Org(invoices=(FIRST, SECOND))
    assert plan(Org(), org) == (
        "+ invoice openai 2026-10 in USD number INV-1: 5120.4",
        "+ invoice connection anthropic-research 2026-10 in EUR: 90",
    )
    assert plan(org, replace(org, invoices=(replace(FIRST, amount=Decimal(6000)), SECOND))) == (
        "~ invoice openai 2026-10 in USD number INV-1: amount 5120.4 -> 6000",
    )
