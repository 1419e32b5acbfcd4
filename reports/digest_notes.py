"""What stands in a digest beside its figures: shared pools, earlier weeks, budgets, unusual days; frozen with it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.facts.periods import Week
from bot.value.anomalies import Alert, Severity


@dataclass(frozen=True, kw_only=True)
class SharedPart:
    """The `part` of a shared pool's `total` that the team carries by the pool's `key`: beside its spend, not in it.

    Both are of what is known so far where that is not the whole.
    """

    pool: str
    currency: str
    total: Decimal
    part: Decimal
    key: str
    is_whole: bool = True


@dataclass(frozen=True, kw_only=True)
class Restated:
    """A total of an earlier week as last said, and as it is now."""

    week: Week
    currency: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, kw_only=True)
class BudgetNote:
    """A threshold crossed or answered since the last digest: what crossed, and the owner's words, None while it waits.

    Whose words they are is not said: they belong to the work, not to a person.
    """

    title: str
    answer: str | None = None
    is_asked: bool = True
    """Whether anybody was asked; a low threshold is only noted."""


@dataclass(frozen=True, kw_only=True)
class Unusual:
    """A day of the week that cost far more than usual, or spend that crept up to one, in `currency` (method.md 3.6).

    `severity` is what all of the anomaly that the alert belongs to is of `month_budget`, the team's own for a month,
    None where it has none.
    """

    currency: str
    alert: Alert
    severity: Severity
    month_budget: Decimal | None = None
