"""`Inputs`: all that a verdict may look at, of the eight closed weeks before it (method.md 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.facts.grade import Grade
from bot.value.changes import Change


class Lever(StrEnum):
    """What would lower the cost most: an effect of M14, or a hint of 5.5."""

    INTENSITY = "intensity"
    PRICE = "price"
    MIX = "mix"
    MODEL = "model"
    CACHE = "cache"
    BATCH = "batch"
    TAIL = "tail"


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """A declared experiment (method.md 1.15): protected to `until` (out) and up to `envelope` in reporting currency.

    `is_active` until its owner has said how it ended; `spent` is None where it is not known.
    """

    question: str
    until: date
    envelope: Decimal
    spent: Decimal | None
    is_active: bool = True

    def is_inside(self, on: date) -> bool:
        """Whether it still runs within its date and its envelope; what was spent unknown does not end it."""
        return self.is_active and on < self.until and (self.spent is None or self.spent <= self.envelope)


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What must not get worse while cost falls: a guardrail or the reversal rate, compared as 3.3 compares.

    `name` is as people read it ("reversals"); `low` to `high` is the range of now to baseline, above 1 being worse.
    """

    name: str
    change: Change
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Past:
    """For how many weeks in a row, before this close, a verdict was shown that rests on the same (shown.py).

    `missing`: on data that the owner owes, whatever it led to; `fix`: Fix or Stop for a value below cost;
    `doubt`: Measure first for an uncertain value; `stop`: Stop for a value below cost.
    """

    missing: int = 0
    fix: int = 0
    doubt: int = 0
    stop: int = 0


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What is known of one workflow at one close; money is of eight weeks in the reporting currency.

    None means not known: it is said, it is never zero, and it never counts as fine.
    """

    on: date
    """The day of the close; ages and dates are counted from it."""
    currency: str
    spend: Decimal | None
    """What its AI cost directly."""
    allocated: Decimal | None
    """What the organisation has allocated."""
    organisation: Decimal | None
    """What the organisation spent on AI in all."""
    cost: Decimal | None
    """What its value is held against: `spend`, what else it costs to run, and its one-off cost spread (4.5)."""
    has_owner: bool | None
    level: int | None
    """1 to 4 (1.6)."""
    is_compared: bool | None
    """Whether a baseline is locked or an alternative stated."""
    net: int | None
    """Accepted less reversed."""
    weeks: int | None
    """Weeks with an outcome in them."""
    coverage: Decimal | None
    """How much of its team's spend is known to be whose, 0 to 1 (M2)."""
    is_stale: bool | None
    """Whether there was spend but no entry for 14 days (M13)."""
    weighted: Decimal | None
    """Its evidence-weighted value."""
    claimed: Decimal | None
    """Its value as claimed."""
    cost_variance: float | None
    """The variance of the logarithm of its cost per outcome (3.2)."""
    grade: Grade | None
    """The grade that carries at least half of `weighted` (`Worth.carrying_grade`)."""
    main_grade: Grade | None
    """The grade with the largest share of `weighted`, whose doubt the range takes (`Worth.largest_grade`)."""
    change: Change | None
    """Whether an outcome costs more or less than its baseline (3.3)."""
    guards: tuple[Guard, ...] = ()
    acceptance_high: float | None = None
    """The upper end of its acceptance, 0 to 1 (M4)."""
    is_customer_facing: bool | None = None
    launched: date | None
    experiment: Experiment | None = None
    has_demand: bool | None
    """A backlog that its owner stated this quarter; that a budget is nearly used up is not asked yet (5.1)."""
    unplaced_hours: Decimal | None = None
    """Hours freed of which nobody has said where they went."""
    lever: Lever | None = None
    raise_by: Decimal | None = None
    is_justified: bool | None = None
    """Whether its missing data is justified (1.13), so that it is not stopped for it."""
    is_provisional: bool = False
    """Whether outcomes of its weeks may all still come or be reversed (M3)."""
    past: Past = Past()

    @property
    def age(self) -> int | None:
        """Whole weeks since its launch."""
        return None if self.launched is None else (self.on - self.launched).days // 7
