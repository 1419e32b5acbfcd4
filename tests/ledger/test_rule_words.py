from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from bot.facts.org import AllocationRule, Match
from bot.ledger.rule_words import is_fallback, percent, rule_said

REFUNDS = AllocationRule(match=Match(sub_account="proj_refunds"), team="support", workflow="refunds")


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (REFUNDS, "rule 3: match sub_account proj_refunds -> support / refunds"),
        (
            AllocationRule(
                match=Match(provider="openai", service_account="svac_*", tags=(("env", "prod"),)),
                team="support",
                since=date(2026, 1, 1),
                until=date(2026, 7, 1),
            ),
            (
                "rule 3: match provider openai, service_account svac_*, tag env prod -> support, "
                "from 2026-01-01 until 2026-07-01"
            ),
        ),
        (
            AllocationRule(match=Match(key="key_1"), pool="platform", share=Decimal("0.4"), until=date(2026, 7, 1)),
            "rule 3: match key key_1 -> 40% to shared:platform, until 2026-07-01",
        ),
    ],
)
def test_a_rule_is_said_with_what_it_asks_for_whose_it_is_and_when(rule: AllocationRule, says: str) -> None:
    assert rule_said(3, rule) == says


def test_the_person_of_a_rule_is_never_named() -> None:
    """design.md 2 rule 9: what one person used is shown to nobody else."""
    rule = AllocationRule(match=Match(provider="openai", person="ana@acme.example"), team="support")
    assert rule_said(1, rule, lambda _, its_id: its_id) == "rule 1: match provider openai, a person -> support"


def test_ids_are_said_with_the_names_people_gave_them() -> None:
    assert "sub_account sub_account: proj_refunds ->" in rule_said(1, REFUNDS, lambda kind, its_id: f"{kind}: {its_id}")


@pytest.mark.parametrize(
    ("match", "fallback"),
    [
        (Match(provider="openai"), True),
        (Match(connection="openai", billing_account="org-1"), True),
        (Match(provider="openai", model="*"), False),
        (Match(tags=(("env", "prod"),)), False),
        (Match(person="ana@acme.example"), False),
    ],
)
def test_a_fallback_looks_at_nothing_finer_than_a_billing_account(match: Match, fallback: bool) -> None:
    """AC-E10."""
    assert is_fallback(AllocationRule(match=match, team="support")) is fallback


@pytest.mark.parametrize(
    ("part", "says"),
    [
        (Fraction(1), "100%"),
        (Decimal("0.4"), "40%"),
        (Fraction(1, 3), "33.33%"),
        (Decimal("0.000001"), "<0.01%"),
        (Fraction(99_999, 100_000), "100%"),
        (Decimal(0), "0%"),
        (Decimal("-0.05"), "-5%"),
        (Decimal("-0.000001"), "-<0.01%"),
    ],
)
def test_parts_are_said_to_the_hundredth_of_a_per_cent_and_none_is_nothing(part: Fraction | Decimal, says: str) -> None:
    assert percent(part) == says
