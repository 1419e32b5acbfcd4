"""Numbers that became better without the work being so (method.md 4.7); nothing is said of any person."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest

from bot.facts.policy import DEFAULT
from bot.value.changes import Change
from bot.value.coverage import Coverage
from bot.value.worth.audits import AuditResult
from bot.value.worth.findings import Check, Finding
from bot.value.worth.gaming import (
    Units,
    failed_audits,
    hidden_cost,
    inflated,
    quality_lost,
    refused_approval,
    sandbagged,
    split_units,
)

WEEKS = [Decimal(value) for value in (9, 10, 11, 12, 9, 10, 11, 12, 9, 10, 11, 13)]


def covered(*shares: str) -> list[Coverage | None]:
    return [Coverage(workflow=Decimal(one), team=Decimal(one), explained=Decimal(one)) for one in shares]


def test_a_finding_has_no_place_for_a_person() -> None:
    assert {field.name for field in fields(Finding)} == {"check", "workflow", "measured", "limit", "evidence", "reason"}


@pytest.mark.parametrize(
    ("logged", "recorded", "is_found"),
    [(111, 100, True), (110, 100, False), (111, None, False), (111, 0, False), (7, 5, False), (8, 5, True)],
)
def test_more_logged_than_1_1_times_the_record_is_found(logged: int, recorded: int | None, is_found: bool) -> None:
    assert (inflated("triage", logged, recorded) is not None) is is_found


@pytest.mark.parametrize(
    ("now", "is_found"),
    [
        (Units(logged=200, recorded=100, median_each=Decimal(5)), True),
        (Units(logged=100, recorded=100, median_each=Decimal(5)), False),
        (Units(logged=130, recorded=100, median_each=Decimal(5)), False),
        (Units(logged=0, recorded=100, median_each=Decimal(5)), False),
        (Units(logged=200, recorded=200, median_each=Decimal(5)), False),
        (Units(logged=200, recorded=100, median_each=Decimal(7)), False),
        (Units(logged=200, recorded=None, median_each=Decimal(5)), False),
        (Units(logged=200, recorded=100, median_each=None), False),
    ],
)
def test_smaller_outcomes_and_more_of_them_at_the_same_volume_are_split_units(now: Units, is_found: bool) -> None:
    before = Units(logged=100, recorded=100, median_each=Decimal(10))
    assert (split_units("triage", before, now, DEFAULT) is not None) is is_found


def test_three_audits_together_are_held_against_80_per_cent() -> None:
    poor, good = AuditResult(yes=3, no=2), AuditResult(yes=19, no=1)
    assert failed_audits("triage", [AuditResult(yes=2, no=3)]) is not None
    assert failed_audits("triage", [poor]) is None
    found = failed_audits("triage", [good, poor, poor, poor])
    assert found is None
    found = failed_audits(
        "triage", [good, AuditResult(yes=5, no=5), AuditResult(yes=6, no=4), AuditResult(yes=6, no=4)]
    )
    assert found is not None
    assert found.reason == "Of 30 claims that were looked at, 17 were confirmed."
    assert failed_audits("triage", []) is None


@pytest.mark.parametrize(
    ("locked", "own", "is_found"),
    [("11", "10", False), ("12", "10", True), ("12", "11.5", False), ("12", None, False), ("14", None, True)],
)
def test_a_baseline_above_its_history_is_found_unless_its_own_weeks_were_so(
    locked: str, own: str | None, is_found: bool
) -> None:
    record = None if own is None else Decimal(own)
    assert (sandbagged("triage", Decimal(locked), record, WEEKS, DEFAULT) is not None) is is_found
    assert sandbagged("triage", Decimal(locked), record, WEEKS[:7], DEFAULT) is None


def test_coverage_that_fell_by_more_than_ten_points_on_two_closes_is_found() -> None:
    found = hidden_cost("triage", covered("0.9", "0.9", "0.9", "0.9", "0.7", "0.72"))
    assert found is not None
    assert found.reason == "In 4 weeks 18 points of the cost lost their team: is a tag missing?"
    assert hidden_cost("triage", covered("0.9", "0.9", "0.9", "0.9", "0.7", "0.9")) is None
    assert hidden_cost("triage", [*covered("0.9"), None, *covered("0.9", "0.9", "0.7", "0.7")]) is None
    assert hidden_cost("triage", covered("0.9", "0.7", "0.7")) is None


@pytest.mark.parametrize("unit_cost", Change)
@pytest.mark.parametrize("guardrail", Change)
def test_only_a_better_cost_with_a_worse_guardrail_has_lost_quality(unit_cost: Change, guardrail: Change) -> None:
    found = quality_lost("triage", unit_cost, guardrail, "reversal rate")
    assert (found is not None) is (unit_cost is Change.IMPROVED and guardrail is Change.WORSE)


def test_nobody_approves_what_they_asked_for() -> None:
    assert refused_approval("Ana@example.com ", "ana@example.com") is not None
    assert refused_approval("ana@example.com", "bo@example.com") is None


def test_what_only_asks_is_told_from_what_is_found() -> None:
    assert [check for check in Check if check.is_request] == [Check.LARGE_ENTRY, Check.HIGH_VALUE]
