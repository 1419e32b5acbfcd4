"""Hours to money: only what went somewhere that is named and confirmed is captured (method.md 4.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT
from bot.value.worth.claims import Claim, Ledger
from bot.value.worth.hours import (
    Destination,
    Freed,
    Minutes,
    Portion,
    claims_of_hours,
    derived,
    kept_of,
    loaded_rate,
)

RATES = {"agents": Decimal(60)}
OVERTIME = Portion(hours=Decimal(20), destination=Destination.CASHABLE, name="overtime 4711", grade=Grade.VALIDATED)
BACKLOG = Portion(hours=Decimal(30), destination=Destination.WORK, name="refund backlog", grade=Grade.CONFIRMED)


def freed(hours: int, *portions: Portion, grade: Grade = Grade.REPORTED) -> Freed:
    return Freed(
        id="triage:2026-11", workflow="triage", hours=Decimal(hours), band="agents", grade=grade, portions=portions
    )


def captured(found: tuple[Claim, ...]) -> Decimal:
    return sum((claim.captured for claim in found), Decimal(0))


portions = st.lists(
    st.builds(
        Portion,
        hours=st.decimals(0, 100, places=2),
        destination=st.sampled_from(Destination),
        name=st.sampled_from([None, "", "backlog"]),
        grade=st.sampled_from(Grade),
    ),
    max_size=4,
)


def test_96_000_a_year_by_1_600_hours_is_60_an_hour() -> None:
    assert loaded_rate(Decimal(96_000), Decimal(1600)) == Decimal(60)


def test_a_year_without_productive_hours_has_no_rate() -> None:
    with pytest.raises(ValueError, match="productive"):
        loaded_rate(Decimal(96_000), Decimal(0))


def test_60_hours_are_3_600_claimed_and_2_100_captured() -> None:
    found = claims_of_hours(freed(60, OVERTIME, BACKLOG), RATES, DEFAULT)
    assert [claim.claimed for claim in found] == [Decimal(1200), Decimal(1800), Decimal(600)]
    assert [claim.captured for claim in found] == [Decimal(1200), Decimal(900), Decimal(0)]
    assert [claim.ledger for claim in found] == [Ledger.CASH, Ledger.CAPACITY, Ledger.CAPACITY]
    assert [claim.grade for claim in found] == [Grade.VALIDATED, Grade.CONFIRMED, Grade.REPORTED]


def test_hours_of_which_nobody_said_where_they_went_capture_nothing() -> None:
    (only,) = claims_of_hours(freed(600), RATES, DEFAULT)
    assert (only.claimed, only.captured, only.hours) == (Decimal(36_000), Decimal(0), Decimal(600))


@pytest.mark.parametrize(
    ("portion", "kept"),
    [
        (Portion(hours=Decimal(1), destination=Destination.CASHABLE, name="line", grade=Grade.VALIDATED), "1"),
        (Portion(hours=Decimal(1), destination=Destination.CASHABLE, name="line", grade=Grade.RECORDED), "0"),
        (Portion(hours=Decimal(1), destination=Destination.CASHABLE, grade=Grade.VALIDATED), "0"),
        (Portion(hours=Decimal(1), destination=Destination.WORK, name="backlog", grade=Grade.CONFIRMED), "0.5"),
        (Portion(hours=Decimal(1), destination=Destination.WORK, name="backlog", grade=Grade.REPORTED), "0"),
        (Portion(hours=Decimal(1), destination=Destination.WORK, grade=Grade.VALIDATED), "0"),
        (Portion(hours=Decimal(1), destination=Destination.WORKFLOW, name="kb", grade=Grade.VALIDATED), "0"),
        (Portion(hours=Decimal(1), name="somewhere", grade=Grade.VALIDATED), "0"),
    ],
)
def test_what_an_hour_captures_is_told_by_its_name_and_its_grade(portion: Portion, kept: str) -> None:
    assert kept_of(portion, DEFAULT) == Decimal(kept)


def test_a_derived_claim_has_the_lowest_grade_of_count_and_minutes() -> None:
    found = derived(
        claim_id="triage:2026-11",
        workflow="triage",
        band="agents",
        count=360,
        count_grade=Grade.RECORDED,
        before=Minutes(each=Decimal(14), grade=Grade.CONFIRMED),
        now=Minutes(each=Decimal(4), grade=Grade.REPORTED),
    )
    assert (found.hours, found.grade, found.portions) == (Decimal(60), Grade.REPORTED, ())


def test_more_hours_cannot_go_somewhere_than_were_freed() -> None:
    with pytest.raises(ValueError, match="no more"):
        freed(49, OVERTIME, BACKLOG)


def test_time_added_is_claimed_as_a_loss_and_goes_nowhere() -> None:
    (only,) = claims_of_hours(freed(-6), RATES, DEFAULT)
    assert (only.claimed, only.captured) == (Decimal(-360), Decimal(0))
    with pytest.raises(ValueError, match="no more"):
        freed(-6, BACKLOG)


@given(portions, st.decimals(0, 100, places=2))
def test_the_claims_are_all_hours_at_the_rate_and_never_capture_more(found: list[Portion], left: Decimal) -> None:
    hours = sum((portion.hours for portion in found), left)
    one = Freed(id="a", workflow="w", hours=hours, band="agents", grade=Grade.REPORTED, portions=tuple(found))
    claims = claims_of_hours(one, RATES, DEFAULT)
    assert sum((claim.claimed for claim in claims), Decimal(0)) == hours * 60
    assert all(0 <= claim.captured <= claim.claimed for claim in claims)
    assert captured(claims) == 0 or any(claim.grade >= Grade.CONFIRMED for claim in claims)
