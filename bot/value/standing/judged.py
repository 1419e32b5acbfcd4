"""From what is known of a workflow to the inputs of its verdict, and the verdict (method.md 5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from bot.facts.experiment import Experiment as Declared
from bot.facts.fiscal import budget_period
from bot.facts.periods import DAY, WEEK_CLOSES_AFTER, Period, Week
from bot.value.changes import Comparison, standing
from bot.value.coverage import Placed, coverage
from bot.value.logging_coverage import is_stale
from bot.value.quality import acceptance
from bot.value.standing.compared import figure, reversals
from bot.value.standing.known import Known
from bot.value.standing.value import Value, value
from bot.value.verdicts.inputs import Experiment, Guard, Inputs, Past
from bot.value.verdicts.table import decide
from bot.value.verdicts.verdict import Verdict
from bot.value.windows import Window

_FEW_HOURS = 10
"""Fewer than this part of all hours freed are not asked about: where they went settles no verdict."""


def judged(known: Known, windows: Sequence[Window], said: Sequence[Comparison], *, on: date, before: Past) -> Verdict:
    """The verdict at the close of `on`; `windows` and `said` are those of the closes up to it."""
    return decide(_inputs(known, windows, said, on=on, before=before), known.policy)


def _inputs(known: Known, windows: Sequence[Window], said: Sequence[Comparison], *, on: date, before: Past) -> Inputs:
    window, workflow = windows[-1], known.workflow
    is_whole = known.is_whole(window)
    weeks = known.sums(window) if is_whole else ()
    spend = sum((week.cost for week in weeks), Decimal(0)) if is_whole else None
    placed = _placed(known, window)
    found = figure(known, window).range
    net = known.counted(window, lambda day: day.net)
    worth = value(known, window)
    return Inputs(
        on=on,
        currency=known.currency,
        spend=spend,
        allocated=None if placed is None else placed.total - placed.unallocated,
        organisation=None if placed is None else placed.total,
        cost=spend if worth is None else worth.spend,
        has_owner=known.has_owner,
        level=workflow.outcome.level,
        is_compared=workflow.baseline is not None or workflow.alternative is not None,
        net=net,
        weeks=sum(week.count > 0 for week in weeks) if is_whole else None,
        coverage=_covered(placed),
        is_stale=is_stale(known.last_logged_on, known.first_spend_on, known.last_spend_on, _last_day(on)),
        weighted=None if worth is None else worth.weighted,
        claimed=None if worth is None else worth.claimed,
        cost_variance=None if found is None else found.variance,
        grade=None if worth is None else worth.grade,
        main_grade=None if worth is None else worth.main_grade,
        change=standing(said),
        guards=_guards(known, windows),
        acceptance_high=_acceptance_high(known, window),
        is_customer_facing=workflow.is_customer_facing,
        launched=workflow.launched,
        experiment=_experiment(known, workflow.experiment, on),
        unplaced_hours=None if worth is None else _unplaced(worth),
        has_demand=_has_demand(known, on),
        is_provisional=known.is_younger(window),
        past=before,
    )


def _placed(known: Known, window: Window) -> Placed | None:
    """What the organisation spent in the window; None where a week of it is not known.

    The weeks before the first that is known are no weeks of it, where the workflow had not spent before either.
    """
    weeks = [window.last.plus(-back) for back in range(window.weeks)]
    first, spent = min(known.organisation, default=None), known.first_spend_on
    if first is not None and spent is not None and first.monday <= spent:
        weeks = [week for week in weeks if week.monday >= first.monday]
    found = [known.organisation[week] for week in weeks if week in known.organisation]
    if not found or len(found) < len(weeks):
        return None
    return Placed(
        direct=sum((one.direct for one in found), Decimal(0)),
        team_only=sum((one.team_only for one in found), Decimal(0)),
        shared=sum((one.shared for one in found), Decimal(0)),
        unallocated=sum((one.unallocated for one in found), Decimal(0)),
    )


def _unplaced(worth: Value) -> Decimal | None:
    """The hours of which nobody said where they went; None where they are too few to settle anything."""
    return None if worth.unplaced is None or worth.unplaced * _FEW_HOURS < worth.hours else worth.unplaced


def _covered(placed: Placed | None) -> Decimal | None:
    """Nobody knows whose team the unallocated spend is, so a team's coverage is taken to be the organisation's."""
    found = None if placed is None else coverage(placed)
    return None if found is None else found.team


def _guards(known: Known, windows: Sequence[Window]) -> tuple[Guard, ...]:
    """The rate at which outcomes are taken back; nothing where none ever was."""
    if not any(day.reversed for day in known.logged.values()):
        return ()
    said = [reversals(known, window) for window in windows]
    change = standing(said)
    return (Guard(name="reversals", change=change, low=said[-1].low, high=said[-1].high),)


def _acceptance_high(known: Known, window: Window) -> float | None:
    if not any(day.rejected for day in known.logged.values()):
        return None
    found = acceptance(known.counted(window, lambda d: d.accepted), known.counted(window, lambda d: d.rejected))
    return None if found is None else found.high


def _experiment(known: Known, declared: Declared | None, on: date) -> Experiment | None:
    if declared is None or on < declared.since:
        return None
    spent = _spent(known, declared, on) if declared.currency == known.currency else None
    return Experiment(question=declared.question, until=declared.until, envelope=declared.envelope, spent=spent)


def _spent(known: Known, declared: Declared, on: date) -> Decimal | None:
    """What it cost from its first day to the close; None where that is not known whole."""
    days = Period(declared.since, max(on, declared.since + DAY))
    if any(Week(day - timedelta(days=day.weekday())) in known.unread for day in days.days()):
        return None
    costs = [known.costs.get(day, Decimal(0)) for day in days.days()]
    return None if None in costs else sum((cost for cost in costs if cost is not None), Decimal(0))


def _has_demand(known: Known, on: date) -> bool | None:
    """Whether its owner said in this fiscal quarter that more of the work waits; not known where he did not."""
    backlog, quarter = known.workflow.backlog, budget_period("quarter", on, known.fiscal_year_starts)
    return True if backlog is not None and backlog <= on and backlog in quarter else None


def _last_day(on: date) -> date:
    """The newest day that a close knows whole: a week closes a day after its end."""
    return on - WEEK_CLOSES_AFTER - DAY
