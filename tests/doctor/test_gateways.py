"""AC-B5 and AC-C9: a gateway beside the providers behind it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot import orgfile
from bot.doctor import examine
from bot.doctor.gateways import Compared, Pair, gateways, pairs
from bot.facts.check import Check
from bot.facts.overlap import Overlap
from bot.facts.periods import Period
from bot.ledger.db import Database
from bot.sandbox.litellm.requests import litellm_requests
from bot.sandbox.org import org_toml
from bot.sandbox.spend import openai_rows
from tests.box import Box, opened
from tests.ledger.test_placing import apply
from tests.reports.digests import source

WANTED = Period(date(2026, 10, 19), date(2026, 11, 17))
PAIR = Pair(gateway="litellm", provider="openai", bills=("openai", "openai-research"), days=WANTED)
COVERED = Overlap(connection="litellm", covered_by="openai", tags=(("llm_provider", "openai"),))


def said(gateway: str, bill: str | None, *declared: Overlap) -> list[Check]:
    known = None if bill is None else Decimal(bill)
    compared = Compared(pair=PAIR, currency="USD", gateway=Decimal(gateway), bill=known)
    return list(gateways(declared, [compared]))


def test_a_gateway_that_covers_a_provider_that_is_read_is_asked_about_with_the_lines_to_paste() -> None:
    (check,) = said("90", "100")
    assert not check.ok
    sentence, lines = check.says.split("\n", 1)
    assert sentence == (
        "litellm states $90.00 that it asked of openai on 19 Oct – 16 Nov 2026, openai is read as well, and both "
        "count; if the bill is to count, put these lines into the org file:"
    )
    assert tomllib.loads(lines) == {
        "overlap": [{"connection": "litellm", "covered_by": "openai", "tag": {"llm_provider": "openai"}}]
    }
    assert orgfile.read(lines, "org.toml").overlaps == (COVERED,)


@pytest.mark.parametrize(
    ("overlap", "is_enough"),
    [
        (COVERED, True),
        (Overlap(connection="lite*", covered_by="openai-*"), True),
        (Overlap(connection="openai", covered_by="litellm"), True),
        (Overlap(connection="litellm", covered_by="openai", tags=(("llm_provider", "anthropic"),)), False),
        (Overlap(connection="litellm", covered_by="anthropic"), False),
        (Overlap(connection="focus:*", covered_by="openai"), False),
    ],
)
def test_one_that_is_declared_is_not_asked_about(overlap: Overlap, is_enough: bool) -> None:
    (check,) = said("90", "100", overlap)
    assert ("both count" not in check.says) is is_enough


def test_a_gateway_that_asked_nothing_of_the_provider_is_not_asked_about() -> None:
    assert said("0", "100") == []


def test_what_the_provider_has_more_is_said_and_is_no_fault() -> None:
    """AC-C9."""
    (check,) = said("90", "102.5", COVERED)
    assert check == Check(
        "litellm against openai USD",
        ok=True,
        says="openai has $12.50 more than litellm on 19 Oct – 16 Nov 2026: what does not go through the gateway, or "
        "broke off on the way, is on the bill alone.",
    )


def test_what_the_gateway_says_more_is_its_list_price_or_an_account_that_is_not_read() -> None:
    (dearer,) = said("110", "100", COVERED)
    assert dearer.ok
    assert dearer.says.startswith("litellm says $10.00 more than openai on")
    (missing,) = said("200", "100", COVERED)
    assert not missing.ok
    assert "look for an account of openai that is not read" in missing.says


def test_a_bill_of_which_an_amount_is_not_known_is_asked_about_and_not_compared() -> None:
    (check,) = said("90", None)
    assert "both count" in check.says
    (check,) = said("90", None, COVERED)
    assert (check.ok, check.says) == (
        True,
        "Nothing is compared, for not every amount of openai is known on 19 Oct – 16 Nov 2026.",
    )


def test_only_days_that_all_of_them_were_read_complete_on_are_compared() -> None:
    gateway = source("litellm", first_day=date(2026, 11, 1))
    short = source("openai", until=date(2026, 11, 10))
    (pair,) = pairs([gateway, short, source("github")], WANTED)
    assert (pair.provider, pair.bills, pair.days) == (
        "openai",
        ("openai",),
        Period(date(2026, 11, 1), date(2026, 11, 10)),
    )
    assert list(pairs([gateway, source("openai", until=date(2026, 11, 1))], WANTED)) == []
    hole = (Period(date(2026, 10, 1), date(2026, 11, 3)), Period(date(2026, 11, 5), date(2026, 11, 16)))
    assert list(pairs([gateway, source("openai", covered=hole)], WANTED)) == []
    assert list(pairs([gateway], WANTED)) == []
    assert list(pairs([source("openai"), source("anthropic")], WANTED)) == []


@pytest.fixture
def box(sqlite_database: Database) -> Iterator[Box]:
    with opened(sqlite_database, ("openai", "anthropic", "litellm")) as box:
        yield box


def test_it_is_asked_until_the_overlap_is_applied_and_then_the_two_are_compared(box: Box) -> None:
    since = WANTED.start + timedelta(days=1)
    for provider in ("openai", "litellm"):
        box.collect(provider, since)
    found = {check.name: check for check in examine(box.bot)}
    assert 'tag = { llm_provider = "openai" }' in found["litellm covers openai USD"].says
    assert not any("anthropic" in name for name in found if name.startswith("litellm"))
    apply(box.bot.database, orgfile.read(org_toml(box.company), "larkspur.toml"))
    found = {check.name: check for check in examine(box.bot)}
    assert "litellm covers openai USD" not in found
    gap = Decimal(0)
    for day in Period(since, box.clock().date()).days():
        gap += sum((row.amount for row in openai_rows(box.company, day, box.clock())), Decimal(0))
        groups = litellm_requests(box.company, day, box.clock())
        gap -= sum((Decimal(str(one.spend)) for one in groups if one.covered), Decimal(0))
    days = Period(since, box.clock().date()).shown()
    assert found["litellm against openai USD"].says.startswith(f"openai has ${gap:,.2f} more than litellm on {days}:")
    assert found["overlap 1 USD"].ok
