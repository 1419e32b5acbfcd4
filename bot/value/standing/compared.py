"""What a window of a workflow is compared with, and what a close says of it (method.md 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from bot.facts.grade import Grade
from bot.facts.org import Baseline
from bot.facts.periods import week_of
from bot.value.changes import Comparison, compare
from bot.value.full_cost import FullCost, People, full_cost
from bot.value.levels import Level, full_level, stated
from bot.value.ranges import Range, WeekSums, typical_range
from bot.value.standing.known import Known
from bot.value.unit_cost import FEWEST_FOR_A_UNIT_COST
from bot.value.windows import QUARTER_WEEKS, Window, is_too_new, settled_window

CLOSES = 8
"""So many weekly closes are looked back to, for what two in a row have said last."""


class Against(StrEnum):
    """What the baseline is of, which is what it may be compared with."""

    FULL_COST = "full cost"
    """The process without AI: the full cost of now, people's time included, is held against it."""
    AI_COST = "AI cost"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What a window says of one outcome: its AI cost with the typical range, and its full cost where that is known."""

    range: Range | None
    full: FullCost | None


def closes(known: Known) -> tuple[Window, ...]:
    """The settled windows of the last closes, earliest first; the last is this close's."""
    workflow = known.workflow
    return tuple(
        settled_window(
            known.closed_at - timedelta(weeks=back),
            lag=workflow.lag_days,
            reversal_days=workflow.outcome.reversal_days,
        )
        for back in reversed(range(CLOSES))
    )


def figure(known: Known, window: Window) -> Figure:
    """The window's figures; none where its cost is not whole, or it supports none."""
    if not known.is_whole(window):
        return Figure(range=None, full=None)
    weeks = known.sums(window)
    return Figure(
        range=typical_range(weeks, usual_correlation=known.usual_correlation),
        full=_full(known, weeks),
    )


def compared(known: Known, window: Window) -> Comparison:
    """The window against the locked baseline; not enough data in the first four weeks after the launch."""
    baseline, launched = known.workflow.baseline, known.workflow.launched
    if baseline is None or (launched is not None and is_too_new(launched, window)):
        return Comparison(change=compare(None, None).change)
    base = _base(baseline, known.currency)
    return compare(base, _now(known, baseline, figure(known, window)), policy=known.policy)


def reversals(known: Known, window: Window) -> Comparison:
    """Whether more of what is accepted is taken back than in the thirteen weeks before the launch.

    Where those are not known, or the window reaches back to them, than in the thirteen before the window: these take
    in what has become worse as the weeks go by.
    """
    earlier = _before(known, window)
    base, now = (
        typical_range(
            known.shares(one, lambda day: day.reversed, lambda day: day.accepted),
            usual_correlation=known.usual_correlation,
            counts_both=True,
        )
        for one in (earlier, window)
    )
    return compare(_level(base), _level(now), policy=known.policy)


def _before(known: Known, window: Window) -> Window:
    rolling = Window(last=window.last.plus(-window.weeks), weeks=QUARTER_WEEKS)
    launched, first = known.workflow.launched, known.first_spend_on
    if launched is None or first is None:
        return rolling
    before = Window(last=week_of(launched).plus(-1), weeks=QUARTER_WEEKS)
    is_known = week_of(first).monday <= before.cost.start
    return before if is_known and before.last < rolling.last else rolling


def against(baseline: Baseline) -> Against:
    """What the baseline may be compared with."""
    return Against.FULL_COST if baseline.is_before_ai else Against.AI_COST


def _base(baseline: Baseline, currency: str) -> Level | None:
    few = baseline.n is not None and baseline.n < FEWEST_FOR_A_UNIT_COST
    if few or baseline.currency != currency or baseline.cost <= 0:
        return None
    return stated(float(baseline.cost), Grade(baseline.grade))


def _now(known: Known, baseline: Baseline, found: Figure) -> Level | None:
    ai = _level(found.range)
    if against(baseline) is Against.AI_COST:
        return ai
    effort, full = known.workflow.effort, found.full
    if ai is None or effort is None or full is None:
        return None
    minutes = stated(float(effort.all_minutes), Grade(effort.grade))
    return None if minutes is None else full_level(float(full.each), float(full.ai_share), ai, minutes)


def _level(found: Range | None) -> Level | None:
    return None if found is None else found.level


def _full(known: Known, weeks: tuple[WeekSums, ...]) -> FullCost | None:
    effort = known.workflow.effort
    if effort is None or effort.currency != known.currency:
        return None
    count = sum(week.count for week in weeks)
    people = People(minutes=effort.minutes * count, rework_minutes=effort.rework_minutes * count, rate=effort.hourly)
    return full_cost(sum((week.cost for week in weeks), Decimal(0)), people, count)
