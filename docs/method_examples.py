"""The worked examples of docs/method.md, by the product's own functions: for its figures, and for its tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT
from bot.value.changes import Change, Comparison, compare
from bot.value.full_cost import FullCost, People, full_cost
from bot.value.levels import Level
from bot.value.ranges import Range, WeekSums, typical_range
from bot.value.unit_cost import FewAccepted, Finding, unit_cost
from bot.value.verdicts.inputs import Experiment, Inputs
from bot.value.verdicts.table import decide
from bot.value.verdicts.verdict import Verdict
from bot.value.worth.claims import Claim
from bot.value.worth.evidence import Audited, Worth, weights, worth
from bot.value.worth.hours import Destination, Freed, Portion, claims_of_hours
from bot.value.worth.returns import Return, returned

COSTS = (430, 410, 470, 520, 400, 430, 460, 480)
COUNTS = (44, 40, 48, 50, 42, 42, 47, 47)
AI_COST = Decimal(720)
_RATE = Decimal(60)
_ON = date(2026, 11, 17)


def eight_weeks() -> Range:
    """The cost of a refund over eight weeks, with its range."""
    weeks = [WeekSums(cost=Decimal(cost), count=count) for cost, count in zip(COSTS, COUNTS, strict=True)]
    found = typical_range(weeks, usual_correlation=DEFAULT.usual_correlation)
    assert found is not None
    return found


def by_week() -> list[Decimal]:
    """What a refund cost in each of the weeks."""
    return [Decimal(cost) / count for cost, count in zip(COSTS, COUNTS, strict=True)]


def three_refunds() -> FewAccepted:
    """$210 for three refunds."""
    found = unit_cost(Decimal(210), "USD", 3)
    assert isinstance(found, FewAccepted)
    return found


def none_accepted() -> Finding:
    """$1,200 and nothing accepted."""
    return unit_cost(Decimal(1200), "USD", 0)


def with_people() -> FullCost:
    """360 refunds with four minutes of review each, 18 of them redone at 14 minutes."""
    people = People(minutes=Decimal(4 * 360), rework_minutes=Decimal(18 * 14), rate=_RATE)
    found = full_cost(AI_COST, people, 360)
    assert found is not None
    return found


def cheaper() -> Comparison:
    """From $14.00 over thirteen weeks to $10.00 over eight."""
    before = Level(log=float(Decimal(14).ln()), variance=0.06**2, freedom=12)
    now = Level(log=float(Decimal(10).ln()), variance=0.05**2, freedom=7)
    return compare(before, now)


def claims() -> tuple[Claim, ...]:
    """60 freed hours by where they went: overtime, the backlog, nobody knows."""
    freed = Freed(
        id="hours",
        workflow="refunds",
        hours=Decimal(60),
        band="support",
        grade=Grade.REPORTED,
        portions=(
            Portion(hours=Decimal(20), destination=Destination.CASHABLE, name="overtime", grade=Grade.VALIDATED),
            Portion(hours=Decimal(30), destination=Destination.WORK, name="backlog", grade=Grade.CONFIRMED),
        ),
    )
    return claims_of_hours(freed, {"support": _RATE}, DEFAULT)


def counted() -> Worth:
    """What of them was claimed, captured, and counts by its evidence."""
    return worth(claims(), weights((), DEFAULT))


def net() -> Return:
    """That beside the AI cost."""
    found = returned(counted().weighted, AI_COST)
    assert found is not None
    return found


def audited_weight() -> Decimal:
    """What a claim that only its author makes counts after thirty audits that confirmed 40% of theirs."""
    audit = Audited(grade=Grade.REPORTED, claimed=Decimal(100), confirmed=Decimal(40))
    return weights([audit] * 30, DEFAULT)[Grade.REPORTED]


REFUND_TRIAGE = Inputs(
    on=_ON,
    currency="USD",
    spend=Decimal(7200),
    allocated=Decimal(100_000),
    organisation=Decimal(110_000),
    cost=Decimal(7200),
    has_owner=True,
    level=3,
    is_compared=True,
    net=3600,
    weeks=8,
    coverage=Decimal("0.94"),
    is_stale=False,
    weighted=Decimal(16_500),
    claimed=Decimal(36_000),
    cost_variance=0.000286,
    grade=Grade.VALIDATED,
    main_grade=Grade.VALIDATED,
    change=Change.IMPROVED,
    acceptance_high=0.87,
    launched=_ON - timedelta(weeks=30),
    has_demand=False,
)


def verdicts() -> dict[str, Verdict]:
    """The three workflows of the grid, by name."""
    worthless: dict[str, Any] = {
        "weighted": None,
        "claimed": None,
        "grade": None,
        "main_grade": None,
        "is_compared": False,
    }
    article = replace(REFUND_TRIAGE, spend=Decimal(1271), cost=Decimal(1271), net=41, **worthless)
    voice = replace(
        REFUND_TRIAGE,
        spend=Decimal(900),
        cost=Decimal(900),
        is_customer_facing=False,
        experiment=Experiment(
            question="does wrap-up time fall?", until=date(2026, 12, 16), envelope=Decimal(2500), spent=Decimal(900)
        ),
        **worthless,
    )
    asked = {"Refund triage": REFUND_TRIAGE, "Article drafting": article, "Voice summaries": voice}
    return {name: decide(inputs, DEFAULT) for name, inputs in asked.items()}


def with_a_backlog() -> Verdict:
    """Refund triage as soon as more of it waits."""
    return decide(replace(REFUND_TRIAGE, has_demand=True), DEFAULT)
