"""How long an outcome takes: its median with a range of order statistics, and its slow end (method.md M6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from bot.value.quantiles import beta_cdf

FEWEST_FOR_A_RANGE = 8
"""Of fewer there is a median, but no range and nothing is compared."""

_TAIL = 0.025
_SLOW = 0.85
_HALF = 0.5


@dataclass(frozen=True, kw_only=True)
class CycleTime:
    """The median of `number` times; from eight up its 95% range `low` to `high`, and the 85th percentile `slow`.

    The last three are values that were seen, and None below eight.
    """

    number: int
    median: timedelta
    low: timedelta | None = None
    high: timedelta | None = None
    slow: timedelta | None = None


def cycle_time(times: Sequence[timedelta]) -> CycleTime | None:
    """From start to completion over a window (method.md M6); None of none."""
    if not times:
        return None
    ordered = sorted(times)
    middle = _median(ordered)
    if len(ordered) < FEWEST_FOR_A_RANGE:
        return CycleTime(number=len(ordered), median=middle)
    rank = lower_rank(len(ordered))
    return CycleTime(
        number=len(ordered),
        median=middle,
        low=ordered[rank - 1],
        high=ordered[-rank],
        slow=ordered[ceil(_SLOW * len(ordered)) - 1],
    )


def _median(ordered: Sequence[timedelta]) -> timedelta:
    half = len(ordered) // 2
    return (ordered[half] + ordered[-half - 1]) / 2


def lower_rank(number: int) -> int:
    """Which of so many ordered values, counted from either end, is the end of the median's 95% range.

    The highest rank below which the median lies with a chance of 2.5% or less; at least the first.
    """
    low, high = 1, max(number // 2, 1)
    while low < high:
        rank = (low + high + 1) // 2
        if _fewer_than(rank, number) <= _TAIL:
            low = rank
        else:
            high = rank - 1
    return low


def _fewer_than(successes: int, tries: int) -> float:
    """The chance of fewer heads than that."""
    return beta_cdf(_HALF, tries - successes + 1, successes)
