"""`Fx`: in which currency an organisation reports, and at which rates its budgets are tested (method.md 2.0)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class BudgetRate:
    """From `since` (in) to `until` (out) one unit of `currency` counts as `rate` units of the reporting currency."""

    currency: str
    rate: Decimal
    since: date
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Fx:
    """The reporting `currency`, the file of rates that takes the place of the shipped table, and the budget rates."""

    currency: str
    rates: str | None = None
    budget_rates: tuple[BudgetRate, ...] = ()
