"""Five ledgers, and a headline of what may head them (method.md 4.1, 4.4)."""

from __future__ import annotations

from decimal import Decimal

from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT
from bot.value.worth.claims import Claim, Ledger
from bot.value.worth.hours import Destination, Freed, Portion, claims_of_hours
from bot.value.worth.ledgers import Ledgers, Measure, ledgers


def claim(ledger: Ledger, amount: int, grade: Grade) -> Claim:
    return Claim(
        id=f"{ledger} {grade}",
        workflow="triage",
        ledger=ledger,
        claimed=Decimal(amount),
        captured=Decimal(amount),
        grade=grade,
    )


def kept(*claims: Claim) -> Ledgers:
    return ledgers(claims, DEFAULT.weights)


def test_the_example_is_1_650_of_which_1_200_are_cash_and_450_redeployed_capacity() -> None:
    freed = Freed(
        id="triage:2026-11",
        workflow="triage",
        hours=Decimal(60),
        band="agents",
        grade=Grade.REPORTED,
        portions=(
            Portion(hours=Decimal(20), destination=Destination.CASHABLE, name="overtime", grade=Grade.VALIDATED),
            Portion(hours=Decimal(30), destination=Destination.WORK, name="backlog", grade=Grade.CONFIRMED),
        ),
    )
    found = kept(*claims_of_hours(freed, {"agents": Decimal(60)}, DEFAULT))
    assert (found.cash.weighted, found.redeployed.weighted) == (Decimal(1200), Decimal(450))
    assert (found.headline.weighted, found.headline.validated) == (Decimal(1650), Decimal(1200))
    assert (found.hours, found.capacity.claimed, found.at_face_value) == (Decimal(60), Decimal(2400), Decimal(3600))


def test_revenue_heads_the_ledgers_only_from_a_system_of_record_on() -> None:
    found = kept(claim(Ledger.REVENUE, 100, Grade.CONFIRMED), claim(Ledger.REVENUE, 1000, Grade.RECORDED))
    assert found.headline.weighted == Decimal(900)
    assert found.revenue.weighted == Decimal(950)


def test_risk_is_never_in_the_headline_and_is_returned_only_where_finance_validated_it() -> None:
    modelled, validated = claim(Ledger.RISK, 500, Grade.RECORDED), claim(Ledger.RISK, 70, Grade.VALIDATED)
    found = kept(modelled, validated)
    assert found.headline.weighted == 0
    assert found.returned.weighted == Decimal(70)
    assert found.risk.weighted == Decimal(520)


def test_quality_stays_in_its_own_unit() -> None:
    wait = Measure(name="first answer", unit="minutes", before=Decimal(60), now=Decimal(12), grade=Grade.RECORDED)
    found = ledgers([], DEFAULT.weights, [wait])
    assert found.quality == (wait,)
    assert found.at_face_value == 0


def test_the_most_generous_reading_believes_every_claim_of_every_ledger() -> None:
    assert kept(*(claim(ledger, 10, Grade.NONE) for ledger in Ledger)).at_face_value == Decimal(40)
