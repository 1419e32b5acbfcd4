"""One outcome that two workflows list is one outcome, shown with both (method.md 4.6 D1, AC-B9)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.value.worth.shared_outcomes import Listing, SharedOutcome, shared_outcomes


def listing(workflow: str, day: int, outcome: str = "pr/2909") -> Listing:
    return Listing(outcome=outcome, workflow=workflow, listed_on=date(2026, 11, day))


def test_the_second_workflow_that_lists_a_pull_request_shares_it() -> None:
    """AC-B9: the second claim becomes "shared", cost split, both shown."""
    found = shared_outcomes([listing("release", 12), listing("triage", 11), listing("triage", 13)])
    assert found == (SharedOutcome(outcome="pr/2909", workflow="triage", shared_with=("release",)),)
    assert {**found[0].split(Decimal("0.05"))} == {"triage": Decimal("0.025"), "release": Decimal("0.025")}


def test_what_one_workflow_lists_twice_is_not_shared() -> None:
    assert shared_outcomes([listing("triage", 11), listing("triage", 12), listing("release", 11, "pr/1")]) == ()


@given(st.decimals(-(10**6), 10**6, places=9), st.integers(2, 7))
def test_the_parts_of_a_cost_are_the_cost(cost: Decimal, workflows: int) -> None:
    (found,) = shared_outcomes([listing(f"w{n}", 11) for n in range(workflows)])
    assert sum(found.split(cost).values(), Decimal(0)) == cost
