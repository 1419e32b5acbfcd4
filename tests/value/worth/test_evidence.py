"""What evidence carries of a claim: priors, what audits teach, and the triple (method.md 4.3)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT
from bot.value.worth.claims import Claim, Ledger
from bot.value.worth.evidence import Audited, Worth, weights, worth

audits = st.lists(
    st.builds(
        Audited,
        grade=st.sampled_from(Grade),
        claimed=st.decimals("0.01", 10**6, places=2),
        confirmed=st.decimals(-10, 10**7, places=2),
    ),
    max_size=30,
)
claims = st.lists(
    st.builds(
        Claim,
        id=st.text("abc", min_size=1, max_size=3),
        workflow=st.just("triage"),
        ledger=st.sampled_from(Ledger),
        claimed=st.decimals(0, 10**6, places=2),
        captured=st.decimals(0, 10**6, places=2),
        grade=st.sampled_from(Grade),
    ),
    max_size=6,
)


def claim(claimed: int, captured: int, grade: Grade, ledger: Ledger = Ledger.CAPACITY) -> Claim:
    return Claim(
        id=f"{grade.name} {claimed}",
        workflow="triage",
        ledger=ledger,
        claimed=Decimal(claimed),
        captured=Decimal(captured),
        grade=grade,
    )


EXAMPLE = (
    claim(1200, 1200, Grade.VALIDATED, Ledger.CASH),
    claim(1800, 900, Grade.CONFIRMED),
    claim(600, 0, Grade.REPORTED),
)


def test_the_example_is_3_600_claimed_2_100_captured_1_650_weighted_of_which_1_200_validated() -> None:
    found = worth(EXAMPLE, DEFAULT.weights)
    assert (found.claimed, found.captured) == (Decimal(3600), Decimal(2100))
    assert (found.weighted, found.validated) == (Decimal(1650), Decimal(1200))
    assert round(found.captured / found.claimed * 100) == 58


def test_30_claims_confirmed_at_40_per_cent_move_a_weight_of_25_per_cent_to_34() -> None:
    audited = [Audited(grade=Grade.REPORTED, claimed=Decimal(100), confirmed=Decimal(40))] * 30
    found = weights(audited, DEFAULT)
    assert found[Grade.REPORTED] == Decimal("0.34")
    assert {**found, Grade.REPORTED: Decimal("0.25")} == {**DEFAULT.weights}


def test_without_audits_the_weights_are_the_priors_of_the_policy() -> None:
    assert {**weights([], DEFAULT)} == {**DEFAULT.weights}


def test_an_audit_that_draws_by_value_learns_what_is_confirmed_of_the_money_and_does_not_weigh_size_twice() -> None:
    """Of 900 nothing is true and of 100 all: a tenth of the money, which a draw by value finds one time in ten."""
    large = Audited(grade=Grade.REPORTED, claimed=Decimal(900), confirmed=Decimal(0))
    small = Audited(grade=Grade.REPORTED, claimed=Decimal(100), confirmed=Decimal(100))
    found = weights([*[large] * 9000, *[small] * 1000], DEFAULT)
    assert abs(found[Grade.REPORTED] - Decimal("0.1")) < Decimal("0.001")


def test_a_claim_of_nothing_cannot_be_audited() -> None:
    with pytest.raises(ValueError, match="claims something"):
        Audited(grade=Grade.REPORTED, claimed=Decimal(0), confirmed=Decimal(0))


@given(audits)
def test_a_weight_lies_between_its_prior_and_what_was_confirmed(found: list[Audited]) -> None:
    learned = weights(found, DEFAULT)
    for grade, prior in DEFAULT.weights.items():
        shares = [audit.share for audit in found if audit.grade is grade]
        mean = sum(shares, Decimal(0)) / len(shares) if shares else prior
        slack = Decimal("1e-9")
        assert min(prior, mean) - slack <= learned[grade] <= max(prior, mean) + slack


@given(claims)
def test_evidence_never_makes_more_of_a_claim_than_was_captured(found: list[Claim]) -> None:
    total = worth(found, DEFAULT.weights)
    assert 0 <= total.validated <= total.weighted <= total.captured
    assert total.claimed == sum((one.claimed for one in found), Decimal(0))


@given(claims, claims)
def test_the_worth_of_two_sets_is_the_worth_of_both_together(one: list[Claim], other: list[Claim]) -> None:
    apart = worth(one, DEFAULT.weights) + worth(other, DEFAULT.weights)
    assert apart == worth([*one, *other], DEFAULT.weights)


def test_the_carrying_grade_is_the_best_that_half_of_the_value_reaches() -> None:
    """40, 30 and 30 per cent of the weighted value: no grade alone has half of it, G3 or better has."""
    found = worth(
        [claim(40, 40, Grade.VALIDATED), claim(30, 30, Grade.RECORDED), claim(60, 60, Grade.CONFIRMED)],
        DEFAULT.weights,
    )
    assert found.carrying_grade is Grade.RECORDED
    assert found.largest_grade is Grade.VALIDATED


def test_where_nothing_is_captured_no_grade_carries_it() -> None:
    found = worth([claim(600, 0, Grade.VALIDATED)], DEFAULT.weights)
    assert (found.carrying_grade, found.largest_grade) == (Grade.NONE, Grade.NONE)
    assert Worth().weighted == 0
