"""What was told of the months that a window's outcomes came in, and what of each falls into it (method.md 4.3)."""

from __future__ import annotations

from decimal import Decimal

from bot.facts.benefit import Benefit
from bot.facts.periods import month_of
from bot.value.exact import EXACT, quotient
from bot.value.standing.known import Known
from bot.value.windows import Window


def said(known: Known, window: Window) -> list[Benefit]:
    """What was told of the days on which the window's outcomes came."""
    return [one for one in known.benefits if _days(one, known, window) > 0]


def _days(benefit: Benefit, known: Known, window: Window) -> int:
    """How many days of the benefit's month are days on which the window's outcomes came."""
    month, days = month_of(benefit.month), known.outcome_days(window)
    return 0 if days is None else max((min(month.end, days.end) - max(month.start, days.start)).days, 0)


def part_of(amount: Decimal, benefit: Benefit, known: Known, window: Window) -> Decimal:
    """What of a month's amount falls into the window, to 1e-9; it came in the weeks of the workflow alone."""
    own = known.own(month_of(benefit.month), lag=window.lag)
    whole = Decimal(0 if own is None else len(own))
    return quotient(EXACT.multiply(amount, Decimal(_days(benefit, known, window))), whole)
