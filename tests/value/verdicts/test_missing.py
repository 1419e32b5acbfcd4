"""What a workflow lacks before it can be judged (method.md 5.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.facts.policy import DEFAULT
from bot.value.verdicts.missing import Missing, missing
from tests.value.verdicts.refunds import inputs


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"has_owner": False}, Missing.OWNER),
        ({"has_owner": None}, Missing.OWNER),
        ({"level": 1}, Missing.LEVEL),
        ({"level": None}, Missing.LEVEL),
        ({"is_compared": None}, Missing.BASELINE),
        ({"spend": None}, Missing.SPEND),
        ({"cost": None}, Missing.SPEND),
        ({"coverage": Decimal("0.79")}, Missing.COVERAGE),
        ({"coverage": None}, Missing.COVERAGE),
        ({"net": None}, Missing.OUTCOMES),
        ({"net": 0}, Missing.OUTCOMES),
        ({"net": -2}, Missing.OUTCOMES),
        ({"net": 7}, Missing.MORE_OUTCOMES),
        ({"weeks": 3}, Missing.MORE_WEEKS),
        ({"weeks": None}, Missing.MORE_WEEKS),
        ({"is_stale": True}, Missing.ENTRIES),
        ({"is_stale": None}, Missing.ENTRIES),
    ],
)
def test_each_thing_that_is_missing_or_not_known_is_asked_for(changed: dict[str, Any], lacking: Missing) -> None:
    assert missing(inputs(**changed), DEFAULT) == (lacking,)


@pytest.mark.parametrize("changed", [{}, {"net": 8, "weeks": 4}, {"coverage": Decimal("0.8")}, {"level": 2}])
def test_nothing_is_asked_of_a_workflow_that_can_be_judged(changed: dict[str, Any]) -> None:
    assert missing(inputs(**changed), DEFAULT) == ()


def test_what_the_owner_can_supply_is_asked_for_first() -> None:
    found = missing(inputs(coverage=None, is_compared=False, weeks=2, net=3, has_owner=False), DEFAULT)
    assert found == (
        Missing.OWNER,
        Missing.BASELINE,
        Missing.COVERAGE,
        Missing.MORE_OUTCOMES,
        Missing.MORE_WEEKS,
    )
    assert [one.is_owed for one in found] == [True, True, False, False, False]


def test_7_1_a_baseline_takes_four_minutes() -> None:
    assert Missing.BASELINE.minutes == 4
    assert Missing.MORE_WEEKS.minutes is None
