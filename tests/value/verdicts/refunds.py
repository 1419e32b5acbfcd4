"""Refund triage of method.md 7.1, the workflow from which the tests of verdicts depart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT
from bot.value.changes import Change
from bot.value.verdicts.inputs import Experiment, Guard, Inputs
from bot.value.verdicts.table import decide
from bot.value.verdicts.verdict import Verdict

ON = date(2026, 11, 17)
REVERSALS = Guard(name="reversals", change=Change.WORSE, low=1.2, high=1.6)
REFUNDS = Inputs(
    on=ON,
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
    guards=(Guard(name="reversals", change=Change.SAME),),
    acceptance_high=0.87,
    is_customer_facing=True,
    launched=ON - timedelta(weeks=30),
    has_demand=False,
)
EXPERIMENT = Experiment(
    question="does wrap-up time fall?", until=date(2026, 12, 16), envelope=Decimal(2500), spent=Decimal(900)
)
CHEAP = {"spend": Decimal(1500), "cost": Decimal(1500)}
LOSING = {"claimed": Decimal(5000), "weighted": Decimal(1250), "grade": Grade.REPORTED, "main_grade": Grade.REPORTED}


def inputs(**changed: Any) -> Inputs:
    return replace(REFUNDS, **changed)


def verdict(**changed: Any) -> Verdict:
    return decide(inputs(**changed), DEFAULT)
