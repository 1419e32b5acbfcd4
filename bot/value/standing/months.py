"""What was told of the months that a window's outcomes came in, and what of each falls into it (method.md 4.3)."""

from __future__ import annotations

from decimal import Decimal

from bot.facts.benefit import Benefit
from bot.facts.periods import Period, month_of
from bot.value.exact import EXACT, quotient
from bot.value.standing.known import Known
from bot.value.windows import Window


def said(known: Known, window: Window) -> list[Benefit]:
    """What was told of the days on which the window's outcomes came."""
    days = known.outcome_days(window)
    return [] if days is None else [one for one in known.benefits if _shared(month_of(one.month), days) > 0]


def part_of(amount: Decimal, benefit: Benefit, known: Known, window: Window) -> Decimal:
    """What of a month's amount falls into the window, to 1e-9; it came in the weeks of the workflow alone."""
    month, days = month_of(benefit.month), known.outcome_days(window)
    own = known.own(month, lag=window.lag)
    if own is None or days is None:
        return Decimal(0)
    return quotient(EXACT.multiply(amount, Decimal(_shared(month, days))), Decimal(len(own)))


def _shared(one: Period, other: Period) -> int:
    """How many days are in both."""
    return max((min(one.end, other.end) - max(one.start, other.start)).days, 0)
