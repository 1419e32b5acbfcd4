"""Pure: what a budget's days so far say of the end of its period, or that they say nothing yet (method.md 3.5)."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from math import exp
from statistics import median

from bot.facts.money import NANO
from bot.facts.periods import DAY, Period
from bot.facts.prospect import Prospect
from bot.value.daily import Daily
from bot.value.forecast import forecast
from bot.value.outlook import outlook
from bot.value.record import HORIZONS, Bank

_LEVEL_DAYS = 28
FEWEST_DAYS = 14
"""Of the four weeks that a day's level is made of: less than two of each weekday make every weekend a fall."""
FEWEST_SPENT = 3
"""Money that was spent on fewer days is a purchase or two, and tells of no day ahead (AC-G9)."""


def begun(daily: Daily) -> Daily:
    """The days from the first on that something was spent on; without an entry where there is none."""
    first = next((n for n, amount in enumerate(daily.amounts) if amount), len(daily.amounts))
    return Daily(first=daily.first + DAY * first, amounts=daily.amounts[first:])


def is_too_early(daily: Daily) -> bool:
    """Whether its days, which begin with spend, are too few to say anything of those ahead."""
    known = [amount for amount in daily.amounts[-_LEVEL_DAYS:] if amount is not None]
    return len(known) < FEWEST_DAYS or sum(amount > 0 for amount in known) < FEWEST_SPENT


def prospect(
    daily: Daily, bank: Bank, span: Period, budget: Decimal, *, through: date, read: Decimal | None = None
) -> Prospect | None:
    """How the span is likely to end, by the days up to and with `through`.

    `read` is what has been read of the span, days that may still change included. None where it is too early to say, or
    one of the span's days up to then is not known.
    """
    known = daily.until(through)
    history = begun(known)
    spent = known.total(Period(span.start, through + DAY)) if span.start <= through else Decimal(0)
    if is_too_early(history) or spent is None:
        return None
    ahead = forecast(history, through=through, last=span.last_day)
    found = outlook(span, ahead, bank, spent=spent, budget=budget, read=read)
    assert found.exceeds is not None
    assert found.runs_out is not None
    errors = bank.spread(min(max((span.last_day - through).days, 0), HORIZONS[-1])).log_ratios
    return Prospect(
        through=through,
        chance=_ratio(found.exceeds),
        expected=found.expected,
        low=found.low,
        high=found.high,
        runs_out_from=found.runs_out.earliest,
        runs_out_on=found.runs_out.expected,
        runs_out_by=found.runs_out.latest,
        usual_error=_ratio(median(abs(exp(error) - 1) for error in errors)),
        past_errors=None if found.is_default else found.residuals,
    )


def _ratio(value: float) -> Decimal:
    return Decimal(value).quantize(NANO, ROUND_HALF_EVEN)
