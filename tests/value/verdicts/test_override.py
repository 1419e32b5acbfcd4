"""Somebody's word against the table has a reason and an end (method.md 5.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.value.verdicts.kind import Kind
from bot.value.verdicts.override import Override, in_force
from tests.value.verdicts.refunds import ON


def override(**changed: Any) -> Override:
    made = {"kind": Kind.KEEP, "by": "finance", "reason": "seasonal", "since": ON, "until": date(2027, 2, 16)}
    return Override(**made | changed)


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"until": ON}, {"until": ON + timedelta(weeks=13, days=1)}])
def test_an_override_without_a_reason_or_of_more_than_13_weeks_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="override"):
        override(**wrong)


def test_the_latest_override_in_force_holds_until_its_day() -> None:
    later = override(since=ON + timedelta(days=7), until=ON + timedelta(days=14), kind=Kind.FIX)
    both = [later, override()]
    assert in_force(both, ON) == override()
    assert in_force(both, ON + timedelta(days=7)) == later
    assert in_force(both, ON + timedelta(days=14)) == override()
    assert in_force(both, date(2027, 2, 16)) is None
