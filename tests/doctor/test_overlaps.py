"""AC-B5: money that two sources state is named, with what to declare."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from bot.doctor import examine
from bot.doctor.overlaps import overlaps, same_bills
from bot.facts.check import Check
from bot.facts.org import Org
from bot.facts.overlap import Overlap
from bot.facts.periods import Period
from bot.ledger import sources, store
from bot.ledger.costs import CostRow
from bot.ledger.db import Database
from bot.ledger.suppressed import Suppressed
from tests.box import Box, opened
from tests.factories import DAY, NOW, a_charge, a_scope, no_pseudonym
from tests.ledger.test_placing import apply
from tests.reports.digests import source

OPENAI = source("openai")
RESEARCH = source("openai", connection="openai-research")
BILL = source("focus", connection="focus:acme")
OTHER_BILL = source("focus", connection="focus:emea")
GATEWAY = source("litellm")
KNOWN = (OPENAI, RESEARCH, BILL, OTHER_BILL, GATEWAY)


def row(provider: str, connection: str, amount: str = "5") -> CostRow:
    cost = Decimal(amount)
    keys = (("provider", provider), ("connection", connection))
    return CostRow(keys=keys, currency="USD", billed_cost=cost, effective_cost=cost, list_cost=None, charges=1)


def out(amount: str | None, *, covered_by: str = "openai") -> Suppressed:
    cost = None if amount is None else Decimal(amount)
    facts = {"connection": "litellm", "overlap": 1, "covered_by": covered_by, "currency": "USD"}
    return Suppressed(**facts, billed_cost=None, effective_cost=cost)  # type: ignore[arg-type]


def said(*rows: CostRow, declared: tuple[Overlap, ...] = (), suppressed: tuple[Suppressed, ...] = ()) -> list[Check]:
    return list(overlaps(declared, KNOWN, rows, suppressed))


def test_a_provider_read_from_its_api_and_from_a_bill_is_asked_about() -> None:
    (check,) = said(row("openai", "openai"), row("openai", "focus:acme"), row("aws", "focus:acme"))
    assert not check.ok
    assert check.says == (
        "openai is read from its API and stands in focus:acme as well; declare which counts with [[overlap]] in the "
        "org file."
    )


def test_a_provider_behind_a_gateway_and_on_a_bill_is_asked_about() -> None:
    (check,) = said(row("anthropic", "litellm"), row("anthropic", "focus:acme"))
    assert check.says.startswith("anthropic comes from focus:acme and stands in litellm as well;")


def test_two_accounts_or_two_bills_of_one_provider_are_not_the_same_money() -> None:
    assert said(row("openai", "openai"), row("openai", "openai-research")) == []
    assert said(row("aws", "focus:acme"), row("aws", "focus:emea")) == []


def test_what_comes_to_nothing_is_not_asked_about() -> None:
    assert said(row("openai", "openai"), row("openai", "focus:acme", "0")) == []


@pytest.mark.parametrize(
    ("overlap", "is_enough"),
    [
        (Overlap(connection="focus:acme", covered_by="openai"), True),
        (Overlap(connection="openai*", covered_by="focus:*", provider="openai"), True),
        (Overlap(connection="focus:acme", covered_by="openai", until=date(2026, 1, 1)), True),
        (Overlap(connection="focus:acme", covered_by="openai", provider="anthropic"), False),
        (Overlap(connection="focus:acme", covered_by="litellm"), False),
    ],
)
def test_one_that_is_declared_is_not_asked_about(overlap: Overlap, is_enough: bool) -> None:
    found = said(row("openai", "openai"), row("openai", "focus:acme"), declared=(overlap,))
    assert (found == []) is is_enough


def test_what_an_overlap_leaves_out_is_said_and_is_no_fault() -> None:
    assert said(row("openai", "openai"), suppressed=(out("12.34"), out("0"))) == [
        Check(
            "overlap 1 USD",
            ok=True,
            says="$12.34 of litellm in 28 days is not counted: openai says it as well (overlap 1).",
        )
    ]
    (unknown,) = said(row("openai", "openai"), suppressed=(out(None),))
    assert unknown.says.startswith("An unknown amount of litellm")


def test_an_overlap_with_a_source_that_says_nothing_leaves_the_money_counted_nowhere() -> None:
    (check,) = said(row("openai", "openai"), suppressed=(out("12.34", covered_by="focus:acme"),))
    assert not check.ok
    assert "because focus:acme should say it as well, and said nothing" in check.says


@pytest.fixture
def box(sqlite_database: Database) -> Iterator[Box]:
    with opened(sqlite_database) as box:
        yield box


def test_it_is_asked_until_the_overlap_is_applied_and_then_said_what_is_left_out(box: Box) -> None:
    database = box.bot.database
    box.collect("openai", DAY)
    with database.writing() as connection:
        ids = {"litellm": store.connection_id(connection, "litellm", "litellm", now=NOW)}
        charges = [(a_scope(DAY, "litellm"), a_charge("12.34"))]
        store.replace(
            connection,
            connections=ids,
            scopes=[a_scope(DAY, "litellm")],
            charges=charges,
            now=NOW,
            pseudonym=no_pseudonym,
        )
        sources.note_success(connection, ids["litellm"], Period(DAY, NOW.date()), now=NOW, as_of=None)
    found = {check.name: check for check in examine(box.bot)}
    assert "openai is read from its API and stands in litellm as well" in found["openai twice"].says
    apply(database, Org(overlaps=(Overlap(connection="litellm", covered_by="openai"),)))
    found = {check.name: check for check in examine(box.bot)}
    assert "openai twice" not in found
    assert found["overlap 1 USD"].says.startswith("$12.34 of litellm in 28 days is not counted")


def test_an_overlap_that_leaves_spend_out_for_a_connection_that_is_not_there_is_a_fault() -> None:
    (check,) = said(declared=(Overlap(connection="focus:*", covered_by="gateway"),))
    assert (check.ok, check.name) == (False, "overlap 1")
    assert "Overlap 1 leaves focus:* out for gateway, a connection that was never read" in check.says
    assert said(declared=(Overlap(connection="focus:*", covered_by="open*"),)) == []


def in_month(connection: str, amount: str, *, month: str = "2026-10", charges: int = 20) -> CostRow:
    keys = (("provider", "acme-ai"), ("connection", connection), ("month", month))
    cost = Decimal(amount)
    return CostRow(keys=keys, currency="USD", billed_cost=cost, effective_cost=cost, list_cost=None, charges=charges)


def test_two_bills_that_come_to_the_same_in_a_month_are_asked_about() -> None:
    """The same rows under another account or issuer."""
    (check,) = same_bills([in_month("focus:a", "220"), in_month("focus:b", "220"), in_month("openai", "220")])
    assert check.says.startswith("focus:a and focus:b both say $220.00 of acme-ai for 2026-10; if that is one bill")
    others = [in_month("focus:b", "221"), in_month("focus:b", "220", month="2026-09"), in_month("focus:b", "0")]
    for other in (*others, in_month("focus:b", "220", charges=1)):
        assert list(same_bills([in_month("focus:a", "220"), other])) == []
