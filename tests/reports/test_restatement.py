"""A published total that moves is announced once, when it moved enough to matter (method.md 2.0)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.facts.periods import Week
from bot.value.people import folds
from reports.digest_composition import compose
from reports.digest_inputs import DigestInputs
from reports.digest_notes import Restated
from reports.restatement import Published, has_moved, restated, said
from tests.reports.digests import WEEK, one_workflow, staff
from tests.reports.forms import folded_small_team

BEFORE = WEEK.plus(-1)


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ("541", "563", True),
        ("100", "110", False),
        ("100", "110.01", True),
        ("100", "89.99", True),
        ("5000", "5050", False),
        ("5000", "5050.01", True),
        ("0", "10", False),
        ("-5000", "-5060", True),
    ],
)
def test_a_total_has_moved_beyond_one_per_cent_and_ten_units(before: str, after: str, moved: bool) -> None:
    assert has_moved(Decimal(before), Decimal(after)) is moved


def test_a_week_that_lost_all_its_spend_is_announced_too() -> None:
    one = Published(team="support", week=BEFORE, currency="USD", total=Decimal(50))
    assert restated([one], {}) == (Restated(week=BEFORE, currency="USD", before=Decimal(50), after=Decimal(0)),)


def test_what_was_announced_once_is_not_announced_again() -> None:
    inputs = one_workflow("900", 450)
    first = replace(inputs, published=(Published(team="support", week=BEFORE, currency="USD", total=Decimal("61.40")),))
    told = compose(first, "support")
    assert [moved.after for moved in told.restated] == [Decimal("82.80")]
    after = replace(inputs, week=WEEK.plus(1), closed_at=WEEK.plus(1).closes_at, published=said([told]))
    assert compose(after, "support").restated == ()


def test_the_last_word_on_a_week_counts() -> None:
    digest = compose(one_workflow("900", 450), "support")
    later = replace(
        digest,
        week=WEEK.plus(1),
        spend=(),
        restated=(Restated(week=WEEK, currency="USD", before=Decimal(900), after=Decimal(950)),),
    )
    assert said([digest, later]) == (Published(team="support", week=WEEK, currency="USD", total=Decimal(950)),)


@pytest.mark.parametrize("grows", [True, False])
def test_the_total_of_a_week_in_which_other_teams_were_folded_in_is_compared_with_none(grows: bool) -> None:
    """Method.md 4.8: the difference would be what a team of four people spent."""
    small = folded_small_team()
    costs = (*small.costs, *(replace(one, week=BEFORE) for one in small.costs if one.week == WEEK))
    changed = staff("ops", 5)[-1]
    since, until = (WEEK.period.last_day, None) if grows else (BEFORE.monday, WEEK.period.last_day)
    there = replace(changed.memberships[0], since=since, until=until)
    org = replace(small.org, people=(*small.org.people, replace(changed, memberships=(there,))))

    def of(week: Week, **more: Any) -> DigestInputs:
        places = folds(org, week.period.last_day)
        return replace(small, org=org, week=week, closed_at=week.closes_at, costs=costs, folds=places, **more)

    first = compose(of(BEFORE), "finance")
    second = compose(of(WEEK, published=said([first])), "finance")
    assert [bool(one.folded) for one in (first, second)] == [grows, not grows]
    assert (first.restated, second.restated) == ((), ())


def test_the_total_of_the_same_teams_is_compared_as_before() -> None:
    small = folded_small_team()
    told = Published(team="finance", week=BEFORE, currency="USD", total=Decimal(50), folded=("Finance Ops",))
    now = compose(replace(small, published=(told,)), "finance").restated
    assert [one.week for one in now] == [BEFORE]
    assert compose(replace(small, published=(replace(told, folded=("Payroll",)),)), "finance").restated == ()
