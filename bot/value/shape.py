"""`Shape`: the weekday profile, the level and the damped trend of daily spend (method.md 3.5).

Statistics of floats; money comes in and goes out in `forecast.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import median

WEEK = 7
_PROFILE_DAYS = 56
_FEWEST_FOR_A_PROFILE = 14
"""With less than two of each weekday a profile would be made of single days; the week is taken as flat."""
_LEAST_SHARE = 0.02
"""No weekday has less than this part of a mean day, so that dividing by it stays sane."""
_LEVEL_DAYS = 28
_HALF_LIFE = 7
_CAP = 3.0
_TREND_WEEKS = 8
_FEWEST_WEEKS = 4
_FEWEST_DAYS = 4
"""Of a week of which fewer days are known nothing is said."""
_WIDEST = 15
"""The ramps that the trend was measured on grew up to so many times (method.md 3.5): a week of less than that part of
the largest is counted as that part, so that a call to try something out is no step of a ramp."""
_HALVED = 0.5
_DAMPING = 0.9
_WEIGHTS = tuple(exp(-log(2) * age / _HALF_LIFE) for age in range(_LEVEL_DAYS))
_DAMPED = tuple(_DAMPING * (1 - _DAMPING ** (day / WEEK)) / (1 - _DAMPING) for day in range(1, 2 * 366))
_FLAT = (1.0,) * WEEK

Days = Sequence[float | None]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """`level` is a mean day of the present, `profile` what each weekday (Monday first) is of it, with mean 1.

    `trend` is the halved growth of the logarithm in a week, 0 where fewer than four weeks tell.
    """

    level: float
    profile: tuple[float, ...]
    trend: float

    def path(self, weekday: int, days: int) -> Iterator[float]:
        """What each of the next days is expected to bring; the first of them is of this weekday."""
        for ahead in range(days):
            growth = exp(self.trend * (_DAMPED[ahead] if ahead < len(_DAMPED) else _DAMPED[-1]))
            yield self.level * self.profile[(weekday + ahead) % WEEK] * growth

    def flat(self, weekday: int, days: int) -> Iterator[float]:
        """The same without the trend."""
        return (self.level * self.profile[(weekday + ahead) % WEEK] for ahead in range(days))


def shape(days: Days, weekday: int, end: int | None = None) -> Shape:
    """The shape of `days[:end]`, the first of which is of this weekday; a None is a day that is not known."""
    end = len(days) if end is None else end
    found = profile(days, weekday, end)
    return Shape(level=_level(days, weekday, end, found), profile=found, trend=_trend(days, weekday, end, found))


def profile(days: Days, weekday: int, end: int) -> tuple[float, ...]:
    """What each weekday is of a mean day: the medians of 56 days, over their mean, none below 0.02, with mean 1."""
    start = max(0, end - _PROFILE_DAYS)
    if end - start < _FEWEST_FOR_A_PROFILE:
        return _FLAT
    found: list[float | None] = [None] * WEEK
    for offset in range(WEEK):
        known = _known(days[start + offset : end : WEEK])
        found[(weekday + start + offset) % WEEK] = median(known) if known else None
    known = _known(found)
    mean = sum(known) / len(known) if known else 0.0
    if mean <= 0:
        return _FLAT
    raised = [1.0 if one is None else max(one / mean, _LEAST_SHARE) for one in found]
    whole = sum(raised) / WEEK
    return tuple(one / whole for one in raised)


def _known(days: Days) -> list[float]:
    return [day for day in days if day is not None]


def _level(days: Days, weekday: int, end: int, shares: Sequence[float]) -> float:
    """The weighted mean of 28 days over their weekday's share, each at most three times their median.

    Where more than half of the days are without spend that median is 0 and caps nothing: what is spent is spent then.
    """
    recent = [
        (day, shares[(weekday + place) % WEEK], _WEIGHTS[end - 1 - place])
        for place in range(max(0, end - _LEVEL_DAYS), end)
        if (day := days[place]) is not None
    ]
    if not recent:
        return 0.0
    cap = _CAP * median([day / share for day, share, _ in recent])
    # weights p x 0.5^(age/7) of z = y/p: the shares cancel out but for the cap
    capped = [(min(day, cap * share) if cap > 0 else day) * weight for day, share, weight in recent]
    return sum(capped) / sum([share * weight for _, share, weight in recent])


def _trend(days: Days, weekday: int, end: int, shares: Sequence[float]) -> float:
    """Half the Theil-Sen slope of the logarithm of the last eight weekly sums."""
    totals = list[tuple[int, float]]()
    for week in range(min(_TREND_WEEKS, end // WEEK)):
        start = end - WEEK * (week + 1)
        total = _week(days[start : start + WEEK], weekday + start, shares)
        if total > 0:
            totals.append((-week, total))
    if len(totals) < _FEWEST_WEEKS:
        return 0.0
    least = max(total for _, total in totals) / _WIDEST
    sums = [(at, log(max(total, least))) for at, total in totals]
    slopes = [(one - other) / (at - past) for n, (at, one) in enumerate(sums) for past, other in sums[n + 1 :]]
    return _HALVED * median(slopes)


def _week(days: Days, weekday: int, shares: Sequence[float]) -> float:
    """The sum of a week; of one that is not known whole, what its known days make it; 0 where too few are."""
    known = _known(days)
    if len(known) == WEEK:
        return sum(known)
    if len(known) < _FEWEST_DAYS:
        return 0.0
    share = sum(shares[(weekday + n) % WEEK] for n, day in enumerate(days) if day is not None)
    return sum(known) * WEEK / share
