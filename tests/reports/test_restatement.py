"""A published total that moves is announced once, when it moved enough to matter (method.md 2.0)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.digest_composition import compose
from reports.digest_notes import Restated
from reports.restatement import Published, has_moved, restated, said
from tests.reports.digests import WEEK, one_workflow

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
