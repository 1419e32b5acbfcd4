"""Whether the underlying cost has changed, and when that may be said (method.md 3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log, sqrt

from bot.facts.policy import DEFAULT, Policy
from bot.value.levels import Level, freedom
from bot.value.quantiles import t_cdf, t_quantile
from bot.value.ranges import SURE, WeekSums, typical_range

LOGGING_SHIFT = 0.10
"""Where the share of outcomes that are logged moved by more, a change in its favour is no change (M13)."""

LEANING_WEEKS, WEEKS_BEFORE = 4, 9
"""The trend arrow compares the last four closed weeks with the nine before."""

_LEANING_SURE = 0.90
_WIDEST = 46.0  # a factor of 1e20, as in ranges.py


class Change(StrEnum):
    """What the comparison of a window with its baseline says."""

    IMPROVED = "improved"
    WORSE = "worse"
    SAME = "about the same"
    NO_CALL = "no call yet"
    NOT_ENOUGH = "not enough data"


class Leaning(StrEnum):
    """What the trend arrow says; it is never a verdict."""

    CHEAPER = "leaning cheaper"
    DEARER = "leaning dearer"
    NEITHER = "no trend"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What one weekly close says of now against the baseline; `standing` says what may be said.

    `ratio` is now over then (0.71 is 29% cheaper), `low` and `high` its 95% range, `p` the two-sided p-value of a
    change beyond the margin, for lists; all None where there is not enough data. `is_held` tells that a change was
    not called because another share of the outcomes is logged now than then.
    """

    change: Change
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    is_held: bool = False
    is_provisional: bool = False


def compare(
    base: Level | None,
    now: Level | None,
    *,
    policy: Policy = DEFAULT,
    logging_then: float | None = None,
    logging_now: float | None = None,
    is_provisional: bool = False,
) -> Comparison:
    """What this close says (method.md 3.3), where lower is better.

    A side is None where its weeks support no range, and then there is not enough data; so there is while the window
    is provisional. A change is called beyond the policy's margin, with 95%, and not where the share of outcomes that
    are logged (from 0 to 1, None = not known) moved by more than ten points in its favour.
    """
    if base is None or now is None or is_provisional:
        return Comparison(change=Change.NOT_ENOUGH, is_provisional=is_provisional)
    moved, spread, degrees = _moved(base, now)
    half = min(t_quantile(SURE, degrees) * spread, _WIDEST)
    called = _called(moved - half, moved + half, log(policy.change_margin), log(policy.same_within))
    is_held = _is_held(called, logging_then, logging_now)
    return Comparison(
        change=Change.NO_CALL if is_held else called,
        ratio=exp(moved),
        low=exp(moved - half),
        high=exp(moved + half),
        p=_p(moved, spread, degrees, log(policy.change_margin)),
        is_held=is_held,
    )


def standing(closes: Sequence[Comparison]) -> Change:
    """What may be said after these weekly closes, earliest first: what two in a row have said last.

    It is taken back as it was said, by two in a row. A provisional close says nothing, and nothing is forgotten
    because of it. Before any two agree it is too early, or there is not enough data where the last one has not.
    """
    settled = [close.change for close in closes if not close.is_provisional]
    for before, change in zip(settled[-2::-1], settled[:0:-1], strict=True):
        if before == change:
            return change
    return Change.NOT_ENOUGH if not settled or settled[-1] is Change.NOT_ENOUGH else Change.NO_CALL


def leaning(weeks: Sequence[WeekSums], *, usual_correlation: float) -> Leaning | None:
    """Where the last four of these consecutive closed weeks lean against the nine before: 80% sure, and no margin.

    None where either side supports no range.
    """
    recent, earlier = weeks[-LEANING_WEEKS:], weeks[-LEANING_WEEKS - WEEKS_BEFORE : -LEANING_WEEKS]
    now, base = (typical_range(side, usual_correlation=usual_correlation) for side in (recent, earlier))
    if base is None or now is None:
        return None
    moved, spread, degrees = _moved(base.level, now.level)
    half = t_quantile(_LEANING_SURE, degrees) * spread
    if abs(moved) <= half:
        return Leaning.NEITHER
    return Leaning.CHEAPER if moved < 0 else Leaning.DEARER


def _moved(base: Level, now: Level) -> tuple[float, float, float]:
    """How far the logarithm moved, the standard deviation of that, and Welch and Satterthwaite's freedom."""
    degrees = freedom([(base.variance, base.freedom), (now.variance, now.freedom)])
    return now.log - base.log, sqrt(base.variance + now.variance), degrees


def _called(low: float, high: float, margin: float, same: float) -> Change:
    if high < -margin:
        return Change.IMPROVED
    if low > margin:
        return Change.WORSE
    return Change.SAME if -same < low and high < same else Change.NO_CALL


def _is_held(called: Change, then: float | None, now: float | None) -> bool:
    """More logging makes an outcome look cheaper, and less of it dearer, with nothing changed."""
    if then is None or now is None:
        return False
    if called is Change.IMPROVED:
        return now - then > LOGGING_SHIFT
    return called is Change.WORSE and then - now > LOGGING_SHIFT


def _p(moved: float, spread: float, degrees: float, margin: float) -> float:
    cheaper = t_cdf((moved + margin) / spread, degrees)
    dearer = t_cdf((margin - moved) / spread, degrees)
    return min(2 * min(cheaper, dearer), 1.0)
