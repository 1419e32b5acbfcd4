"""A workflow whose weeks are told in a few numbers, as `Known` to the close of one week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bot.facts.effort import Effort
from bot.facts.org import Baseline, OutcomeType, Workflow
from bot.facts.periods import DAY, Week
from bot.value.coverage import Placed
from bot.value.standing.known import Known, Logged

WEEK = Week(date(2026, 11, 9))
LAST = WEEK.plus(-1)
"""The last week whose outcomes are settled at the close of WEEK."""
AI = Baseline(cost=Decimal("14.00"), currency="USD", since=date(2026, 1, 5), until=date(2026, 4, 6), n=900, grade=3)
HANDWORK = Baseline(
    cost=Decimal("14.70"),
    currency="USD",
    since=date(2026, 1, 5),
    until=date(2026, 4, 6),
    n=4100,
    minutes=Decimal(14),
    grade=3,
)
EFFORT = Effort(minutes=Decimal(4), rework_minutes=Decimal("0.7"), hourly=Decimal(60), currency="USD", grade=2)
COSTS = (430, 410, 470, 520, 400, 430, 460, 480)
COUNTS = (44, 40, 48, 50, 42, 42, 47, 47)
"""The eight weeks of method.md M3."""


def workflow(**more: Any) -> Workflow:
    facts: dict[str, Any] = {
        "slug": "refunds",
        "name": "Refund triage",
        "team": "support",
        "owner": "ana.silva@acme.example",
        "outcome": OutcomeType(unit="refund resolved", level=3),
        "baseline": AI,
        "launched": date(2026, 4, 6),
    }
    return Workflow(**{**facts, **more})


def known(
    costs: Sequence[int | None] = COSTS,
    counts: Sequence[int] = COUNTS,
    *,
    reversed_: Sequence[int] = (),
    rejected: Sequence[int] = (),
    ends: Week = LAST,
    **more: Any,
) -> Known:
    """The weeks up to and with `ends`, one amount on each Monday and one entry on each Tuesday."""
    first = ends.plus(1 - len(costs))
    mondays = [first.plus(n).monday for n in range(len(costs))]
    taken_back = [*reversed_, *[0] * (len(costs) - len(reversed_))]
    refused = [*rejected, *[0] * (len(costs) - len(rejected))]
    everything = Placed(direct=Decimal(4500), team_only=Decimal(300), shared=Decimal(0), unallocated=Decimal(200))
    facts: dict[str, Any] = {
        "workflow": workflow(),
        "closed_at": WEEK.closes_at,
        "currency": "USD",
        "costs": {day: None if cost is None else Decimal(cost) for day, cost in zip(mondays, costs, strict=True)},
        "logged": {
            day + DAY: Logged(accepted=count, rejected=no, reversed=back)
            for day, count, no, back in zip(mondays, counts, refused, taken_back, strict=True)
        },
        "has_owner": True,
        "organisation": {WEEK.plus(-n): everything for n in range(42)},
    }
    return Known(**{**facts, **more})
