"""What a planted team is declared by: its share, what its plan says else, and what is right to say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from bot.facts.grade import Grade

MEASURE, FIX, STOP, EXPAND, KEEP = "Measure first", "Fix", "Stop", "Expand", "Keep"
SMALL, RAMP, EXPERIMENT = "Keep (small)", "Keep (ramp)", "Experiment"
"""The verdicts of method.md 5.2, in its words."""


class Finding(StrEnum):
    """What else is there to be found, beside a verdict."""

    GUARDRAIL = "quality is worse"
    NOT_IMPROVED = "not improved at baseline prices"
    INFLATED = "more is logged than the system of record has"
    SANDBAGGED = "the baseline is above its own history"
    HIDDEN = "coverage fell"
    ANOMALY = "anomaly"
    CREEP = "creep"
    BUDGET = "the budget is likely to be exceeded"
    ROUTE = "a smaller model is as good"
    NO_ROUTE = "no smaller model is to be suggested"
    PRIVATE = "nothing is said of so few people"
    OWNERLESS = "the owner is gone"


@dataclass(frozen=True, kw_only=True)
class Right:
    """One of these verdicts is right by the close of a week."""

    by: int
    verdicts: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What is to be found by the close of a week; `week` is when it begins. None are dates of a calendar year."""

    what: Finding
    week: int | None
    by: int | None


@dataclass(frozen=True, kw_only=True)
class Planted:
    """One team: its `share` of the organisation's spend, at least `least` USD a week, and what its plan says else.

    `never` are verdicts that would harm it, at any week; those of the three that are `protected` may not occur at all.
    `people` is how many it has, where that matters.
    """

    number: int
    name: str
    share: float
    least: float = 0.0
    people: int | None = None
    plan: Mapping[str, Any] = field(default_factory=dict)
    right: tuple[Right, ...] = ()
    never: frozenset[str] = frozenset()
    found: tuple[Found, ...] = ()
    protected: bool = False


def right(by: int, *verdicts: str) -> Right:
    """One of these is right by the close of that week."""
    return Right(by=by, verdicts=frozenset(verdicts))


def found(what: Finding, week: int | None, by: int | None) -> tuple[Found, ...]:
    """What begins in a week is to be found by the close of another."""
    return (Found(what=what, week=week, by=by),)


def _evidenced(grade: Grade, *, inflation: float, **more: Any) -> dict[str, Any]:
    """A plan with evidence of that grade; whoever logs by hand forgets one in ten, a system of record none."""
    by_hand = grade < Grade.RECORDED
    return {
        "grade": grade,
        "inflation": inflation,
        "logging": 0.9 if by_hand else 1.0,
        "has_system": not by_hand,
        **more,
    }


reported = partial(_evidenced, Grade.REPORTED, inflation=3.0)
confirmed = partial(_evidenced, Grade.CONFIRMED, inflation=1.6)
recorded = partial(_evidenced, Grade.RECORDED, inflation=1.1)
"""The rest of a plan whose counts and claims have that grade of evidence."""
