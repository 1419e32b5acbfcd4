"""`Standing`: what the settled weeks say of a workflow, and the verdict that follows (method.md 3 to 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.facts.effort import Effort
from bot.facts.org import Baseline
from bot.facts.periods import Period
from bot.value.changes import Change, Comparison, Leaning, leaning, standing
from bot.value.proportions import Proportion
from bot.value.quality import acceptance
from bot.value.ranges import WeekSums
from bot.value.standing.brought import is_unpriced
from bot.value.standing.compared import Against, Figure, against, closes, compared, figure
from bot.value.standing.judged import judged
from bot.value.standing.known import Known
from bot.value.standing.told import valued
from bot.value.standing.value import Value, value
from bot.value.verdicts.inputs import Past
from bot.value.verdicts.override import Override, in_force
from bot.value.verdicts.shown import Shown, following, past
from bot.value.windows import LAST_WEEK, QUARTER_WEEKS, Window


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Of the UTC days from `since` to `until` (out), whose outcomes came `lag_days` later; money is in `currency`.

    `weeks` are the sums the figures are made of, None where the cost is not known whole; a workflow that began or ended
    in them has fewer than eight. An empty tuple is nothing spent where `is_whole`; the first snapshots, without that,
    have one where the cost was not known. `closes` is what each of the last closes said of the baseline, earliest
    first, and `change` what may be said after them. `is_unpriced` tells that part of what was said of its value has no
    price here. `effort` is what an outcome takes of people now, `minutes_before` of the baseline's without AI.
    """

    closed_on: date
    currency: str
    since: date
    until: date
    lag_days: int
    weeks: tuple[WeekSums, ...] | None
    accepted: int
    rejected: int
    reversed: int
    figure: Figure
    against: Against | None
    closes: tuple[Comparison, ...]
    change: Change
    acceptance: Proportion | None
    leaning: Leaning | None
    value: Value | None
    shown: Shown
    override: Override | None
    is_unpriced: bool = False
    is_whole: bool = False
    effort: Effort | None = None
    minutes_before: Decimal | None = None

    @property
    def spend(self) -> Decimal | None:
        """What the window cost; None where that is not known."""
        if not self.weeks:
            return Decimal(0) if self.is_whole else None
        return sum((week.cost for week in self.weeks), Decimal(0))

    @property
    def net(self) -> int:
        """Accepted less reversed."""
        return self.accepted - self.reversed

    @property
    def days(self) -> Period:
        """The days whose spend is in it."""
        return Period(self.since, self.until)


def stand(known: Known, history: Sequence[tuple[date, Shown]] = ()) -> Standing:
    """The standing at the close of `known`; `history` is what was shown at earlier closes, by their day, oldest first.

    Where the close before this one was never published, the verdict of that close is made from what is known now.
    """
    windows = closes(known)
    said = tuple(compared(known, window) for window in windows)
    change, window = standing(said), windows[-1]
    baseline: Baseline | None = known.workflow.baseline
    rejected = known.counted(window, lambda day: day.rejected)
    accepted = known.counted(window, lambda day: day.accepted)
    is_rejecting = any(day.rejected for day in known.logged.values())
    return Standing(
        closed_on=known.closed_at.date(),
        currency=known.currency,
        since=window.cost.start,
        until=window.cost.end,
        lag_days=window.lag,
        weeks=known.sums(window) if known.is_whole(window) else None,
        accepted=accepted,
        rejected=rejected,
        reversed=known.counted(window, lambda day: day.reversed),
        figure=figure(known, window),
        against=None if baseline is None else against(baseline),
        closes=said,
        change=change,
        acceptance=acceptance(accepted, rejected if is_rejecting else None),
        leaning=_leaning(known, window),
        value=value(known, window),
        shown=_shown(known, windows, said, history),
        override=in_force(known.overrides, known.closed_at.date()),
        is_unpriced=(asked := valued(known, window)) is not None and is_unpriced(known, asked),
        is_whole=known.is_whole(window),
        effort=known.workflow.effort,
        minutes_before=None if baseline is None else baseline.minutes,
    )


def _shown(
    known: Known, windows: Sequence[Window], said: Sequence[Comparison], history: Sequence[tuple[date, Shown]]
) -> Shown:
    on = known.closed_at.date()
    earlier = _in_a_row(history, on)
    if not earlier or earlier[-1][0] < on - timedelta(weeks=LAST_WEEK):
        earlier.append(_unpublished(known, windows[:-1], said[:-1], earlier))
    weeks = past([shown for _, shown in earlier])
    return following(earlier[-1][1], judged(known, windows, said, on=on, before=weeks))


def _in_a_row(history: Sequence[tuple[date, Shown]], on: date) -> list[tuple[date, Shown]]:
    """The closes that lead up to `on` with no more than one in a row that was not published, oldest first."""
    found: list[tuple[date, Shown]] = []
    later = on
    for day, shown in reversed([one for one in history if one[0] < on]):
        if day < later - 2 * timedelta(weeks=LAST_WEEK):
            break
        found.append((day, shown))
        later = day
    return found[::-1]


def _unpublished(
    known: Known,
    windows: Sequence[Window],
    said: Sequence[Comparison],
    earlier: Sequence[tuple[date, Shown]],
) -> tuple[date, Shown]:
    """The close before this one, which goes on from the one before it where that was published."""
    on = known.closed_at.date() - timedelta(weeks=LAST_WEEK)
    is_one_missing = bool(earlier) and earlier[-1][0] == on - timedelta(weeks=LAST_WEEK)
    weeks = past([shown for _, shown in earlier]) if is_one_missing else Past()
    before = earlier[-1][1] if is_one_missing else None
    return on, following(before, judged(known, windows, said, on=on, before=weeks))


def _leaning(known: Known, window: Window) -> Leaning | None:
    trend = Window(last=window.last, weeks=QUARTER_WEEKS, lag=window.lag)
    if not known.is_whole(trend):
        return None
    return leaning(known.sums(trend), usual_correlation=known.usual_correlation)
