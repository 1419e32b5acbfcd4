from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.org import AllocationRule, Match
from bot.facts.periods import Period
from bot.ledger.allocation import AllocationClass
from bot.ledger.claimed import Claimed
from bot.ledger.rule_claims import by_fallback, rule_claims, share_of, whole
from bot.ledger.sums import NOTHING, Sums

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
FINE = AllocationRule(match=Match(sub_account="proj_a"), team="support")
FALLBACK = AllocationRule(match=Match(provider="openai"), team="sales")


def a_sum(nanos: int, unknown: int = 0) -> Sums:
    return Sums(1, (nanos, nanos, 0), (unknown, unknown, 0))


def by(reason: str | None, nanos: int, currency: str = "USD") -> Claimed:
    kind = AllocationClass.UNALLOCATED if reason is None else AllocationClass.TEAM_ONLY
    kind = AllocationClass.SUPPRESSED if reason and reason.startswith("overlap") else kind
    return Claimed(reason=reason, allocation_class=kind, currency=currency, sums=a_sum(nanos))


FOUND = (
    by("rule 1", 30),
    by("rule 2", 60),
    by("rule 2", 5, "EUR"),
    by("membership", 4),
    by(None, 6),
    by("overlap 1", 9),
)


def test_each_rule_says_what_it_claims_by_currency_and_its_share_of_all_that_counts() -> None:
    """AC-E10: rules that claim spend show how much they claim."""
    first, second = rule_claims((FINE, FALLBACK), FOUND, period=NOVEMBER, placing=frozenset())
    total = whole(FOUND)
    assert {currency: sums.known[1] for currency, sums in total.items()} == {"EUR": 5, "USD": 100}
    assert (list(first.claims), share_of(first.claims["USD"], total["USD"]), first.idle) == (
        ["USD"], Decimal("0.3"), None,
    )  # fmt: skip
    assert {currency: sums.known[1] for currency, sums in second.claims.items()} == {"EUR": 5, "USD": 60}


def test_what_fallback_rules_claim_is_told_with_their_numbers_and_memberships_are_none() -> None:
    """AC-E10: a fallback matches on nothing finer than provider, connection or billing account."""
    rules = (FINE, FALLBACK, replace(FALLBACK, match=Match(billing_account="1")))
    claims = rule_claims(rules, [*FOUND, by("rule 3", 1)], period=NOVEMBER, placing=frozenset())
    assert {currency: (sums.known[1], numbers) for currency, (sums, numbers) in by_fallback(claims).items()} == {
        "USD": (61, (2, 3)),
        "EUR": (5, (2,)),
    }


@pytest.mark.parametrize(
    ("rule", "placing", "says"),
    [
        (replace(FINE, since=NOVEMBER.end), {"rule 1"}, "it is not in force on these days"),
        (replace(FINE, until=NOVEMBER.start), {"rule 1"}, "it is not in force on these days"),
        (replace(FINE, since=NOVEMBER.last_day), {"rule 1"}, "nothing that it places was charged on these days"),
        (FINE, {"rule 2"}, "it matches nothing in the ledger, or rules before it take all that it matches"),
    ],
)
def test_a_rule_that_claims_nothing_says_why(rule: AllocationRule, placing: set[str], says: str) -> None:
    (claim,) = rule_claims((rule,), [by(None, 1)], period=NOVEMBER, placing=frozenset(placing))
    assert (claim.claims, claim.idle) == ({}, says)


@pytest.mark.parametrize(
    ("part", "total"),
    [(a_sum(1), NOTHING), (a_sum(1), a_sum(-5)), (a_sum(1, unknown=1), a_sum(5)), (a_sum(1), a_sum(5, unknown=1))],
)
def test_a_share_of_nothing_of_a_credit_or_of_what_is_not_known_is_not_known(part: Sums, total: Sums) -> None:
    assert share_of(part, total) is None


reasons = st.sampled_from([None, "rule 1", "rule 2", "rule 3", "membership", "overlap 1"])


@given(found=st.lists(st.builds(by, reasons, st.integers(-9, 99), st.sampled_from(["USD", "EUR"]))))
def test_rules_memberships_and_what_is_nobodys_come_to_all_that_counts(found: Sequence[Claimed]) -> None:
    """AC-A6: the parts are the whole."""
    claims = rule_claims((FINE, FALLBACK, FINE), found, period=NOVEMBER, placing=frozenset())
    for currency, total in whole(found).items():
        parts = [claim.claims[currency] for claim in claims if currency in claim.claims]
        parts += [one.sums for one in found if one.reason in {None, "membership"} and one.currency == currency]
        assert sum(parts, NOTHING) == total
    assert all((claim.idle is None) == bool(claim.claims) for claim in claims)
