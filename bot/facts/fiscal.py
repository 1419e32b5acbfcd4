"""The months, quarters and years that budgets are for, in whole UTC days, by the organisation's fiscal year.

A fiscal year begins on the first day of the month `starts` (1 to 12) and is named by the calendar year it ends in:
with April, FY2027 is 1 April 2026 to 31 March 2027. With January it is the calendar year, and is named as one.
"""

from __future__ import annotations

from datetime import date

from bot.facts.periods import Period, month_of

_YEAR, _QUARTER = 12, 3
_JANUARY = 1


def fiscal_year_of(day: date, starts: int) -> Period:
    """The twelve months from the first of the month `starts` that a UTC day lies in."""
    return _months(day, starts, _YEAR)


def fiscal_quarter_of(day: date, starts: int) -> Period:
    """The quarter that a UTC day lies in, the first of a year beginning with the year."""
    return _months(day, starts, _QUARTER)


def budget_period(kind: str, day: date, starts: int = _JANUARY) -> Period:
    """The period of a budget that a UTC day lies in; ValueError for a kind other than month, quarter or year.

    A fiscal month is the calendar's: every fiscal year begins with a month.
    """
    if kind == "month":
        return month_of(day)
    try:
        return _months(day, starts, {"quarter": _QUARTER, "year": _YEAR}[kind])
    except KeyError:
        raise ValueError(f"a budget is for a month, a quarter or a year, not for a {kind}") from None


def period_name(kind: str, period: Period, starts: int = _JANUARY) -> str:
    """A budget's period in a word or two: `November`, `Q4 2026`, `2026`, and by fiscal year `FY2027 Q1`, `FY2027`.

    A period that is none under this fiscal year, because the year began in another month then, is named by its days.
    """
    if kind == "month":
        return f"{period.start:%B}"
    if budget_period(kind, period.start, starts) != period:
        return period.shown()
    year = fiscal_year_of(period.start, starts)
    quarter = (period.start.month - starts) % _YEAR // _QUARTER + 1
    if starts == _JANUARY:
        return f"Q{quarter} {year.start.year}" if kind == "quarter" else str(year.start.year)
    named = f"FY{year.last_day.year}"
    return f"{named} Q{quarter}" if kind == "quarter" else named


def _months(day: date, starts: int, length: int) -> Period:
    """The span of `length` months, counted from the month `starts` of some year, that the day lies in."""
    before = (day.month - starts) % length
    start = _first_of(day.year * _YEAR + day.month - 1 - before)
    return Period(start, _first_of(start.year * _YEAR + start.month - 1 + length))


def _first_of(month: int) -> date:
    """The first day of a month counted from the year 0."""
    return date(month // _YEAR, month % _YEAR + 1, 1)
