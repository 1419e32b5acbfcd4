"""The months, quarters and years that budgets are for, in whole UTC days."""

from __future__ import annotations

from datetime import date

from bot.facts.periods import DAY, Period, month_of


def quarter_of(day: date) -> Period:
    """The calendar quarter a day lies in."""
    start = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return Period(start, (start + 95 * DAY).replace(day=1))


def year_of(day: date) -> Period:
    """The calendar year a day lies in."""
    start = day.replace(month=1, day=1)
    return Period(start, start.replace(year=start.year + 1))


def budget_period(kind: str, day: date) -> Period:
    """The period of a budget that a UTC day lies in; ValueError for a kind other than month, quarter or year."""
    try:
        return {"month": month_of, "quarter": quarter_of, "year": year_of}[kind](day)
    except KeyError:
        raise ValueError(f"a budget is for a month, a quarter or a year, not for a {kind}") from None
