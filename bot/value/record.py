"""How wrong our forecasts have been: the bank of their errors that every range is made of (method.md 3.5)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import floor, log

from bot.facts.periods import DAY
from bot.value.daily import Daily
from bot.value.default_bank import DEFAULT
from bot.value.forecast import NO_HOLIDAYS
from bot.value.holidays import factors
from bot.value.shape import Days, shape

HORIZONS = (3, 7, 14, 21, 28, 60, 90)
"""The days ahead whose sum is compared with what was expected of it."""
FEWEST = 30
"""With fewer residuals the shipped bank stands in, and the range is called a default range."""
_FEWEST_DAYS = 28
"""A forecast of fewer days than the level is made of is no record of the method."""
_SUNDAY = 6
_FURTHEST = log(1000)


@dataclass(frozen=True, kw_only=True)
class Residual:
    """ln(actual/forecast) of the `horizon` days after `origin`; known once the last of them is over."""

    origin: date
    horizon: int
    log_ratio: float

    @property
    def finished_on(self) -> date:
        """The last of the days."""
        return self.origin + DAY * self.horizon


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The residuals of one horizon in order; `is_default` says that they are the shipped ones and not our own."""

    log_ratios: tuple[float, ...]
    is_default: bool

    def quantile(self, share: float) -> float:
        """The value that this share of future residuals stays under: its rank is the share of n + 1 (conformal)."""
        place = min(max(share * (len(self.log_ratios) + 1) - 1, 0.0), len(self.log_ratios) - 1.0)
        below = floor(place)
        above = min(below + 1, len(self.log_ratios) - 1)
        return self.log_ratios[below] + (place - below) * (self.log_ratios[above] - self.log_ratios[below])

    def share_above(self, log_ratio: float) -> float:
        """The share of the residuals that are greater, 0 to 1."""
        return 1 - bisect_right(self.log_ratios, log_ratio) / len(self.log_ratios)


@dataclass(frozen=True, kw_only=True)
class Bank:
    """The residuals of all teams of an organisation by horizon; without any it is the shipped one."""

    log_ratios: Mapping[int, tuple[float, ...]]

    def spread(self, days: int) -> Spread:
        """The residuals of the horizon nearest to so many days, of two equally near ones the longer."""
        nearest = min(HORIZONS, key=lambda horizon: (abs(horizon - days), -horizon))
        own = self.log_ratios.get(nearest, ())
        if len(own) < FEWEST:
            return Spread(log_ratios=DEFAULT[nearest], is_default=True)
        return Spread(log_ratios=own, is_default=False)


def residuals(
    daily: Daily, *, through: date, holidays: frozenset[date] = NO_HOLIDAYS, since: date | None = None
) -> Iterator[Residual]:
    """How wrong the forecast of each past Sunday was, of every horizon that is over by `through`, oldest first.

    Sundays from `since` on, all where it is None; none before four weeks are known. What an unknown day lies in is
    left out, and so is what was expected to cost nothing: a ratio to it says nothing.
    """
    known = daily.until(through)
    days, plain = known.floats(), known.floats(without=holidays)
    sums, unknown = _running(days)
    for end in range(_FEWEST_DAYS, len(days) - HORIZONS[0] + 1):
        origin = daily.first + DAY * (end - 1)
        if origin.weekday() != _SUNDAY or (since is not None and origin < since):
            continue
        found = shape(plain, daily.weekday, end)
        count = min(HORIZONS[-1], len(days) - end)
        path = list(found.path((origin + DAY).weekday(), count))
        if holidays:
            ahead = factors(days, daily.first, found, holidays=holidays, end=end, count=count)
            path = [one * factor for one, factor in zip(path, ahead, strict=True)]
        expected = list(accumulate(path))
        for horizon in HORIZONS:
            if horizon > count or unknown[end + horizon] != unknown[end] or expected[horizon - 1] <= 0:
                continue
            actual = sums[end + horizon] - sums[end]
            yield Residual(origin=origin, horizon=horizon, log_ratio=_log_ratio(actual, expected[horizon - 1]))


def bank(found: Iterable[Residual], *, as_of: date) -> Bank:
    """The residuals of all teams that were finished by the end of `as_of`."""
    by_horizon: dict[int, list[float]] = {horizon: [] for horizon in HORIZONS}
    for one in found:
        if one.finished_on <= as_of:
            by_horizon[one.horizon].append(one.log_ratio)
    return Bank(log_ratios={horizon: tuple(sorted(ratios)) for horizon, ratios in by_horizon.items()})


def _running(days: Days) -> tuple[list[float], list[int]]:
    """The sum of the known days before each place, and how many unknown ones there are before it."""
    sums = [0.0, *accumulate(0.0 if day is None else day for day in days)]
    return sums, [0, *accumulate(int(day is None) for day in days)]


def _log_ratio(actual: float, expected: float) -> float:
    """Within a thousandfold: beyond that it is another thing that is spent, and nothing stays at no cost for ever."""
    if actual <= 0:
        return -_FURTHEST
    return min(max(log(actual / expected), -_FURTHEST), _FURTHEST)
