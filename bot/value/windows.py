"""Which weeks a figure is made of: closed weeks, shifted outcomes, and what is not settled yet (method.md 2.0, M3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.facts.periods import DAY, WEEK_CLOSES_AFTER, Period, Week, last_closed_week, week_of
from bot.value.ranges import WeekSums

LAST_WEEK, UNIT_COST_WEEKS, QUARTER_WEEKS = 1, 8, 13
"""W1, W8 and W13: the lengths of the method's windows in closed weeks."""

LAGS = (0, 7, 14, 30)
"""The attribution lags in days that a workflow may choose from."""

WEEKS_UNTIL_KNOWN = 4
"""A workflow whose launch is not so many weeks back is too new for a unit cost (M3)."""

REVERSAL_DAYS = 7
"""So long an outcome may be reversed where its type says nothing else (1.6)."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """So many whole weeks up to and with `last`; an outcome belongs to the spend of `lag` days before it."""

    last: Week
    weeks: int = UNIT_COST_WEEKS
    lag: int = 0

    def __post_init__(self) -> None:
        if self.weeks < 1 or self.lag not in LAGS:
            raise ValueError(f"a window has a week or more and a lag of {LAGS} days, not {self.weeks} and {self.lag}")

    @property
    def cost(self) -> Period:
        """The days whose spend is in it."""
        return Period(self.last.plus(1 - self.weeks).monday, self.last.period.end)

    @property
    def outcomes(self) -> Period:
        """The days whose outcomes are in it."""
        lag = self.lag * DAY
        return Period(self.cost.start + lag, self.cost.end + lag)

    def is_provisional(self, closed_at: datetime, *, reversal_days: int = REVERSAL_DAYS) -> bool:
        """Whether some of its outcomes may, at that close, still come or be reversed; on it no verdict changes.

        Like a week, the days it waits for close 24 hours after their end.
        """
        return closed_at < self.outcomes.ends_at + reversal_days * DAY + WEEK_CLOSES_AFTER


def settled_window(
    closed_at: datetime, *, weeks: int = UNIT_COST_WEEKS, lag: int = 0, reversal_days: int = REVERSAL_DAYS
) -> Window:
    """The newest window that is not provisional at that close: what a verdict is made of."""
    return Window(last=last_closed_week(closed_at - (lag + reversal_days) * DAY), weeks=weeks, lag=lag)


def week_sums(
    costs: Mapping[date, Decimal],
    counts: Mapping[date, int],
    window: Window,
    *,
    first_spend_on: date | None,
    stopped_on: date | None = None,
) -> tuple[WeekSums, ...]:
    """The window's weeks, earliest first, from what each day cost (one currency) and how many outcomes it had.

    A day that is missing is a day of nothing. The weeks before that of the first spend and after that of the stop
    are no weeks; without any spend (`first_spend_on` is None) there are none.
    """
    if first_spend_on is None:
        return ()
    earliest = max(week_of(first_spend_on), window.last.plus(1 - window.weeks))
    latest = window.last if stopped_on is None else min(last_week(stopped_on), window.last)
    lag, sums, week = window.lag * DAY, list[WeekSums](), earliest
    while week <= latest:
        days = list(week.period.days())
        cost = sum((costs.get(day, Decimal(0)) for day in days), Decimal(0))
        sums.append(WeekSums(cost=cost, count=sum(counts.get(day + lag, 0) for day in days)))
        week = week.plus(1)
    return tuple(sums)


def last_week(stopped_on: date) -> Week:
    """The last week in which something was done that was done no more from that day on."""
    return week_of(stopped_on - DAY)


def is_too_new(launched_on: date, window: Window) -> bool:
    """Whether fewer than four weeks lie between the launch and the window's end (method.md M3)."""
    return (window.cost.end - launched_on).days < WEEKS_UNTIL_KNOWN * 7
