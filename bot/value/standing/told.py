"""Which weeks of a window are told of: those of whose months somebody said what they brought (method.md 4.3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from bot.facts.benefit import BenefitKind
from bot.facts.periods import DAY, Period, Week, month_of, week_of
from bot.value.ranges import FEWEST_WEEKS
from bot.value.standing.freed import follows
from bot.value.standing.known import Known
from bot.value.windows import Window

_FEWEST_TOLD = 3
"""So many whole weeks every month has; where fewer are told of, nothing is said of the others' value by them."""


def valued(known: Known, window: Window) -> Window | None:
    """The weeks of the window of whose value something was said; None where of too few of them anything was.

    Where benefits are told at all, a month of which nothing is said is not known, whether it is the first, the last or
    between: it is never taken for a month that brought nothing, which is said with an amount of 0. Then the window has
    the weeks of the newest months that were told of in a row, and reaches back for four where it would have fewer.
    Hours that follow from the counts wait for nobody, wherever they went (method.md 4.2): where they do, money that
    nobody has told of for the whole window, or for three weeks of it, holds nothing up.
    """
    spent, days, months = known.first_spend_on, known.outcome_days(window), _months(known)
    told = None if days is None else _newest(months, before=days.end)
    if spent is None or not months:
        return window
    found = None if told is None else _weeks(told, window, week_of(spent))
    return window if found is None and follows(known) else found


def _weeks(told: Period, window: Window, begins: Week) -> Window | None:
    """The window's weeks whose outcomes came on days that are told of; `begins` is the first week of the workflow."""
    lag, opens = window.lag * DAY, window.last.plus(1 - window.weeks)
    last = min(window.last, week_of(told.end - lag).plus(-1))
    if last < opens:
        return None
    first = max(min(opens, last.plus(1 - FEWEST_WEEKS)), begins, week_of(told.start - lag - DAY).plus(1))
    if last == window.last and first <= max(opens, begins):
        return window
    weeks = (last.plus(1).monday - first.monday) // timedelta(weeks=1)
    return Window(last=last, weeks=weeks, lag=window.lag) if weeks >= _FEWEST_TOLD else None


def _months(known: Known) -> Collection[date]:
    """The first days of the months that somebody told of, but for where hours went that follow from the counts."""
    told = [one for one in known.benefits if one.kind is not BenefitKind.HOURS or not follows(known)]
    return {month_of(one.month).start for one in told}


def _newest(months: Collection[date], *, before: date) -> Period | None:
    """The newest of these months in a row that begin before that day."""
    newest = max((month for month in months if month < before), default=None)
    if newest is None:
        return None
    first = newest
    while (earlier := month_of(first - DAY).start) in months:
        first = earlier
    return Period(first, month_of(newest).end)
