"""`Known`: all that is known of one workflow at a close, day by day, from which its standing follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from bot.facts.benefit import Benefit
from bot.facts.grade import Grade
from bot.facts.org import Workflow
from bot.facts.periods import DAY, Period, Week, week_of
from bot.facts.policy import DEFAULT, Policy
from bot.value.coverage import Placed
from bot.value.ranges import WeekSums
from bot.value.standing.once import Once
from bot.value.verdicts.override import Override
from bot.value.windows import Window, last_week, week_sums


@dataclass(frozen=True, kw_only=True)
class Logged:
    """What was logged for one UTC day, each record by the day it is dated to."""

    accepted: int = 0
    rejected: int = 0
    reversed: int = 0

    @property
    def net(self) -> int:
        """Accepted less reversed: the denominator (method.md M3)."""
        return self.accepted - self.reversed


Part = Callable[[Logged], int]
"""What of a day is counted."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """One workflow, of which `costs` is the direct effective cost by UTC day in `currency`, None where not known whole.

    `unread` are the weeks of which a source that feeds it was not read whole, `organisation` what all of the
    organisation spent by week in that currency; a week that is missing there is not known. `benefits` are those of the
    workflow, `count_grade` is how well its outcomes are evidenced. `once` is what is left of its claims in a window
    beside those of all others, where they were held against them.
    """

    workflow: Workflow
    closed_at: datetime
    currency: str
    costs: Mapping[date, Decimal | None]
    logged: Mapping[date, Logged]
    has_owner: bool
    unread: frozenset[Week] = frozenset()
    organisation: Mapping[Week, Placed] = field(default_factory=lambda: MappingProxyType({}))
    benefits: tuple[Benefit, ...] = ()
    count_grade: Grade = Grade.REPORTED
    once: Mapping[Window, Once] = field(default_factory=lambda: MappingProxyType({}))
    overrides: tuple[Override, ...] = ()
    fiscal_year_starts: int = 1
    usual_correlation: float = DEFAULT.usual_correlation
    policy: Policy = DEFAULT

    @cached_property
    def first_spend_on(self) -> date | None:
        """The day of the first spend in a week that was read whole; the weeks before are no weeks of it."""
        spent = (day for day, cost in sorted(self.costs.items()) if cost != 0 and week_of(day) not in self.unread)
        return next(spent, None)

    @cached_property
    def last_spend_on(self) -> date | None:
        """The day of the newest spend."""
        return max((day for day, cost in self.costs.items() if cost != 0), default=None)

    @cached_property
    def last_logged_on(self) -> date | None:
        """The newest day for which something was logged."""
        return max(self.logged, default=None)

    def days(self, window: Window) -> Period | None:
        """The days of the window that lie in weeks of the workflow: from its first spend to its stop; None without any.

        Everything that is said of the window is of these days: its cost, and shifted by the lag what came of it.
        """
        return self.own(window.cost)

    def outcome_days(self, window: Window) -> Period | None:
        """The same days, later by the window's lag."""
        return self.own(window.outcomes, lag=window.lag)

    def own(self, days: Period, *, lag: int = 0) -> Period | None:
        """Those of the days that lie in weeks of the workflow, each so many days later; None without any."""
        first, stopped = self.first_spend_on, self.workflow.stopped
        if first is None:
            return None
        start = max(week_of(first).monday + lag * DAY, days.start)
        end = days.end if stopped is None else min(last_week(stopped).period.end + lag * DAY, days.end)
        return Period(start, end) if start < end else None

    def is_younger(self, window: Window) -> bool:
        """Whether it first spent after the window, so that no week of its own is settled yet."""
        return self.first_spend_on is not None and self.first_spend_on >= window.cost.end

    def is_whole(self, window: Window) -> bool:
        """Whether all cost of the window's weeks is known."""
        days = self.days(window)
        if days is None:
            spent = any(cost != 0 for day, cost in self.costs.items() if day in window.cost)
            return self.first_spend_on is not None or not spent
        is_read = all(Week(day) not in self.unread for day in list(days.days())[::7])
        return is_read and all(self.costs.get(day, Decimal(0)) is not None for day in days.days())

    def counted(self, window: Window, part: Part) -> int:
        """How many of a part were logged for the days of the window's weeks, which its lag shifts."""
        days = self.outcome_days(window)
        return 0 if days is None else sum(part(logged) for day, logged in self.logged.items() if day in days)

    def sums(self, window: Window) -> tuple[WeekSums, ...]:
        """Cost and net outcomes of the window's weeks, earliest first; the window must be whole."""
        return self._weeks(self._known_costs, self._net, window)

    def shares(self, window: Window, part: Part, of: Part) -> tuple[WeekSums, ...]:
        """One count over another by week, such as reversals of what was accepted."""
        parts = {day: Decimal(part(one)) for day, one in self.logged.items()}
        return self._weeks(parts, {day: of(one) for day, one in self.logged.items()}, _of_outcomes(window))

    @cached_property
    def _known_costs(self) -> Mapping[date, Decimal]:
        return {day: cost for day, cost in self.costs.items() if cost is not None}

    @cached_property
    def _net(self) -> Mapping[date, int]:
        return {day: one.net for day, one in self.logged.items()}

    def _weeks(self, costs: Mapping[date, Decimal], counts: Mapping[date, int], window: Window) -> tuple[WeekSums, ...]:
        first, stopped = self.first_spend_on, self.workflow.stopped
        return week_sums(costs, counts, window, first_spend_on=first, stopped_on=stopped)


def _of_outcomes(window: Window) -> Window:
    """The window without its lag: both counts are of the same day."""
    return Window(last=window.last, weeks=window.weeks)
