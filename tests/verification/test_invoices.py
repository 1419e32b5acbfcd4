from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.facts.invoice import Invoice
from bot.facts.org import Org
from bot.facts.periods import Period, month_of
from bot.ledger.db import Database
from bot.ledger.invoiced import Invoiced
from bot.verification.invoices import agreement, disagreement
from tests.factories import a_charge
from tests.ledger.test_invoiced import FIRST, INVOICE, read
from tests.ledger.test_placing import apply
from tests.verification.test_verify import verified

FOUND = Invoiced(
    of="openai",
    month=month_of(date(2026, 10, 1)),
    currency="USD",
    amount=Decimal(1000),
    numbers=(),
    billed=Decimal("995.5"),
)


def test_invoices_that_agree_say_both_figures_and_how_far_apart_they_are() -> None:
    assert agreement(FOUND) == (
        "Invoice of openai for October 2026 says 1000 USD and the charges come to 995.5 USD, 4.5 USD (0.45%) less."
    )
    exact = replace(FOUND, billed=Decimal(1000), numbers=("A-1",))
    assert agreement(exact) == (
        "Invoice A-1 of openai for October 2026 says 1000 USD and the charges come to the same 1000 USD."
    )


@pytest.mark.parametrize(
    ("of", "why"),
    [
        ("aws", "by [[bill]]"),
        ("connection focus:4711", "by [[bill]]"),
        ("connection csv:github:acme", "for other products than Copilot"),
        ("github", "for other products than Copilot, or by [[bill]]"),
    ],
)
def test_what_was_left_out_of_a_bill_is_said_with_what_left_it_out(of: str, why: str) -> None:
    assert agreement(replace(FOUND, of=of, billed=Decimal(993), left_out=Decimal(7))).endswith(
        f"come to the same 1000 USD, 7 USD of it left out {why}."
    )


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            {"billed": Decimal(1100)},
            "says 1000 USD and the charges come to 1100 USD, 100 USD (10.00%) more; look for an account that is not",
        ),
        ({"billed": None}, "cannot be compared: what was billed is not known of every charge"),
        ({"billed": Decimal(0)}, "and no charge in USD was billed; look at its currency"),
        (
            {
                "missing": (
                    ("a", Period(FIRST, date(2026, 10, 3))),
                    ("a", Period(date(2026, 10, 9), date(2026, 10, 10))),
                )
            },
            "cannot be compared: a was not read complete on 1–2 Oct 2026, 9 Oct 2026; run denominator collect",
        ),
    ],
)
def test_invoices_that_do_not_agree_say_why_and_what_to_do(changed: dict[str, object], says: str) -> None:
    assert says in disagreement(replace(FOUND, **changed))


def test_several_invoices_are_named_together() -> None:
    assert disagreement(replace(FOUND, numbers=("A-1", "A-2"), billed=Decimal(1))).startswith(
        "Invoices A-1 and A-2 of openai for October 2026 say 1000 USD and "
    )


def test_verify_holds_exactly_where_every_invoice_agrees(database: Database) -> None:
    """method.md M1: a month within 1 % of its invoice holds."""
    read(database, [a_charge("99.5", day=FIRST)])
    other = Invoice(provider="anthropic", month=FIRST, amount=Decimal(5), currency="USD")
    apply(database, Org(invoices=(INVOICE,)))
    assert [(check.ok, check.says[:10]) for check in verified(database) if check.name == "invoices"] == [
        (True, "Invoice of")
    ]
    apply(database, Org(invoices=(replace(INVOICE, amount=Decimal(101)), other)))
    found = [check for check in verified(database) if check.name == "invoices"]
    assert [check.ok for check in found] == [False, False]
    assert "anthropic was not read complete on 1–31 Oct 2026" in found[0].says
