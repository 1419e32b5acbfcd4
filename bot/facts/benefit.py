"""`Benefit`: what a workflow brought in a month, beside the outcomes that it counts (method.md 4.1 to 4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class BenefitKind(StrEnum):
    """The ledger that a benefit belongs to; they are never one sum."""

    HOURS = "hours"
    """Hours that were freed, and where they went: capacity, and cash where a cost went away."""
    CASH = "cash"
    """Costs that were removed."""
    REVENUE = "revenue"
    """Contribution margin, never gross revenue."""
    RISK = "risk"
    """Expected loss avoided, by a model that has a name."""


class Destination(StrEnum):
    """Where freed hours went; the words are those of `bot.value.worth.hours`."""

    UNKNOWN = "unknown"
    WORK = "work"
    WORKFLOW = "workflow"
    CASHABLE = "cashable"


@dataclass(frozen=True, kw_only=True)
class Benefit:
    """Of `workflow` in the month that `month` begins, with the grade of its evidence, 1 to 4.

    Those of kind hours have `hours`, and where they went; all others have an `amount` in `currency` at face value, of
    which the part `share` is the workflow's. `name` is what there is to look up: the piece of work, workflow or budget
    line that hours went to, the deal or customer of revenue, the model of a risk. It tells several benefits of one
    kind, workflow and month apart.
    """

    workflow: str
    month: date
    kind: BenefitKind
    grade: int = 1
    hours: Decimal | None = None
    destination: Destination = Destination.UNKNOWN
    amount: Decimal | None = None
    currency: str | None = None
    share: Decimal = Decimal(1)
    name: str | None = None
    note: str | None = None
