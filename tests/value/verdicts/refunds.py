"""Refund triage of docs/method.md with its guardrail, the workflow from which the tests of verdicts depart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT
from bot.value.changes import Change
from bot.value.verdicts.inputs import Experiment, Guard, Inputs
from bot.value.verdicts.table import decide
from bot.value.verdicts.verdict import Verdict
from docs.method_examples import REFUND_TRIAGE

REVERSALS = Guard(name="reversals", change=Change.WORSE, low=1.2, high=1.6)
REFUNDS = replace(REFUND_TRIAGE, guards=(Guard(name="reversals", change=Change.SAME),), is_customer_facing=True)
ON = REFUNDS.on
EXPERIMENT = Experiment(
    question="does wrap-up time fall?", until=date(2026, 12, 16), envelope=Decimal(2500), spent=Decimal(900)
)
CHEAP = {"spend": Decimal(1500), "cost": Decimal(1500)}
LOSING = {"claimed": Decimal(5000), "weighted": Decimal(1250), "grade": Grade.REPORTED, "main_grade": Grade.REPORTED}


def inputs(**changed: Any) -> Inputs:
    return replace(REFUNDS, **changed)


def verdict(**changed: Any) -> Verdict:
    return decide(inputs(**changed), DEFAULT)
