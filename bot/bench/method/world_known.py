"""A planted workflow as the product knows it at each weekly close: `Known` from its facts alone, never the truth.

What its owner says stands as in an org file: a baseline once it is locked, an experiment while it runs, and what a
month brought once that month is over. Outcomes are those logged by the close.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from bot.facts.experiment import Experiment
from bot.facts.org import OutcomeType, Workflow
from bot.facts.periods import DAY, Period, Week, month_of, week_of
from bot.sandbox.world.known import OrgDay, WorkflowFacts
from bot.sandbox.world.stated import benefits, effort
from bot.value.coverage import Placed
from bot.value.standing.known import Known, Logged
from bot.value.standing.standing import Standing, stand
from bot.value.verdicts.shown import Shown

WEEKS_READ = 42
"""As far back as the product reads at a close (reports/standing_reading.py)."""
_ZERO = Decimal(0)


class Walk:
    """One workflow's closes. `costs` takes the place of what its days cost, where another cost is asked about."""

    def __init__(
        self, facts: WorkflowFacts, organisation: Mapping[Week, Placed], *, costs: Mapping[date, Decimal] | None = None
    ) -> None:
        self.facts = facts
        self.organisation = organisation
        self._costs = costs or {day.day: day.cost for day in facts.days}
        self._benefits = tuple(benefits(facts.claims))
        self._logged = _logged(facts)

    def standings(self, weeks: Sequence[Week]) -> Iterator[tuple[Week, Standing]]:
        """The standing at the close of each of these consecutive weeks, each with the history of what was shown."""
        history: list[tuple[date, Shown]] = []
        for week in weeks:
            standing = stand(self.known(week), history[-WEEKS_READ:])
            history.append((standing.closed_on, standing.shown))
            yield week, standing

    def known(self, week: Week) -> Known:
        """All that is known at the close of a week."""
        on = week.closes_at.date()
        days = Period(week.plus(1 - WEEKS_READ).monday, week.period.end)
        return Known(
            workflow=self._workflow(on),
            closed_at=week.closes_at,
            currency="USD",
            costs={day: cost for day, cost in self._costs.items() if day in days},
            logged={day: one for day, one in self._logged.items() if day in days},
            has_owner=self.facts.left_on is None or on < self.facts.left_on,
            organisation=self.organisation,
            benefits=tuple(one for one in self._benefits if month_of(one.month).end <= on),
            count_grade=self.facts.grade,
        )

    def _workflow(self, on: date) -> Workflow:
        facts, locked, tried = self.facts, self.facts.baseline, self.facts.experiment
        is_trying = tried is not None and tried.since <= on < tried.until
        return Workflow(
            slug=facts.slug,
            name=facts.name,
            team=facts.team,
            owner=facts.owner,
            outcome=OutcomeType(unit=facts.unit, level=facts.level, reversal_days=facts.reversal_days),
            launched=facts.launched,
            baseline=locked if locked is not None and locked.until <= on else None,
            alternative=None if facts.case is None else facts.case.alternative,
            backlog=on if facts.backlog else None,
            effort=effort(facts.grade, facts.claims, facts.minutes_now),
            experiment=None
            if tried is None or not is_trying
            else Experiment(
                question=tried.question, envelope=tried.envelope, currency="USD", since=tried.since, until=tried.until
            ),
        )


def placed(days: Sequence[OrgDay]) -> dict[Week, Placed]:
    """What the organisation spent by week."""
    found: dict[Week, Placed] = {}
    nothing = Placed(direct=_ZERO, team_only=_ZERO, shared=_ZERO, unallocated=_ZERO)
    for day in days:
        week = week_of(day.day)
        so_far = found.get(week, nothing)
        found[week] = Placed(
            direct=so_far.direct + day.direct,
            team_only=so_far.team_only + day.team_only,
            shared=so_far.shared + day.shared,
            unallocated=so_far.unallocated + day.unallocated,
        )
    return found


def _logged(facts: WorkflowFacts) -> dict[date, Logged]:
    """By the day it became known, as live figures are dated (method.md M3)."""
    return {
        one.day: Logged(accepted=one.accepted, rejected=one.rejected, reversed=sum(count for _, count in one.reversed))
        for one in facts.days
        if one.accepted or one.rejected or one.reversed
    }


def weeks_of(facts: WorkflowFacts) -> list[Week]:
    """The weeks of its history, the first with spend first."""
    first, last = week_of(facts.days[0].day), week_of(facts.days[-1].day)
    return [first.plus(n) for n in range((last.monday - first.monday) // (7 * DAY) + 1)]
