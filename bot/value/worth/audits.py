"""What an audit says of a workflow's numbers: the share that was right, and the grade it may keep (method.md 4.7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from bot.facts.grade import Grade
from bot.value.exact import EXACT, product, quotient, rounded
from bot.value.proportions import Proportion, wilson

RIGHT = 0.80
"""A grade is lost where even the upper end of the share that was right is below this, and restored above it."""

PERIODS_TO_RESTORE = 2
"""In so many periods in a row the lower end is above `RIGHT` before a lost grade is given back."""


@dataclass(frozen=True, kw_only=True)
class AuditResult:
    """What a second person answered on link and definition of done. `cannot_tell` is not confirmed, and counts so."""

    yes: int
    no: int
    cannot_tell: int = 0

    @property
    def drawn(self) -> int:
        """How many were looked at."""
        return self.yes + self.no + self.cannot_tell

    @property
    def right(self) -> Proportion | None:
        """The share that was confirmed, with its Wilson range of 95%; None where nothing was looked at."""
        return wilson(self.yes, self.drawn)


@dataclass(frozen=True, kw_only=True)
class AuditedCount:
    """The counts of a window at the share that was right, and what each then cost, in the currency of the cost."""

    count: Decimal
    each: Decimal | None


def audited_count(cost: Decimal, count: int, result: AuditResult) -> AuditedCount | None:
    """For the quality line, never in place of the unit cost: 360 counted, 18 of 20 right, so 324.

    None where nothing was looked at; `each` is None where nothing was right.
    """
    if not result.drawn:
        return None
    right = EXACT.divide(product(Decimal(count), Decimal(result.yes)), Decimal(result.drawn))
    return AuditedCount(count=rounded(right), each=quotient(cost, right) if right > 0 else None)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether a workflow's grade stands one step lower for the next period, and its record since it was lowered.

    `good` counts the latest periods in a row after which the lower end of that record was above `RIGHT`.
    """

    is_lowered: bool = False
    yes: int = 0
    drawn: int = 0
    good: int = 0

    def graded(self, grade: Grade) -> Grade:
        """The grade that counts: one step lower while it is lowered, and never below none."""
        return Grade(max(grade - self.is_lowered, Grade.NONE))


def after_audit(standing: Standing, result: AuditResult) -> Standing:
    """The standing for the next period; a period in which nothing was looked at leaves it as it is.

    A sample of five cannot be above 80% for certain even if all five are right, so the record since the grade was
    lowered is taken together: with samples of 20 that is two clean periods, with smaller ones more.
    """
    right = result.right
    if right is None:
        return standing
    if right.high < RIGHT:
        return Standing(is_lowered=True)
    if not standing.is_lowered:
        return standing
    yes, drawn = standing.yes + result.yes, standing.drawn + result.drawn
    record = wilson(yes, drawn)
    good = standing.good + 1 if record is not None and record.low > RIGHT else 0
    if good >= PERIODS_TO_RESTORE:
        return Standing()
    return replace(standing, yes=yes, drawn=drawn, good=good)
