"""How surprising each day of spend is, given the days before it (method.md 3.6). Floats; `anomalies.py` decides."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log
from statistics import median

from bot.value.shape import WEEK, Days, profile

_LEVEL_DAYS = 21
_FEWEST_DAYS = 21
"""Before three weeks are known no day is expected."""
_PAST_DAYS = 56
_FEWEST_PAST = 14
"""Before so many days were compared with what was expected of them nobody knows how they scatter."""
_TO_SIGMA = 1.4826
_LEAST_SCATTER = 0.08
_LEAST_PART = 0.01
"""A day of nothing is as surprising as one of a hundredth: its logarithm would be infinite."""


@dataclass(frozen=True, kw_only=True)
class Surprise:
    """A day at `place`: `log_ratio` is ln(spent/expected), `scatter` what is usual of it; `level` is a mean day."""

    place: int
    spent: float
    expected: float
    level: float
    log_ratio: float
    scatter: float

    @property
    def excess(self) -> float:
        """What was spent beyond what was expected; negative where it was less."""
        return self.spent - self.expected


def surprises(
    days: Days, weekday: int, *, left_out: Collection[int] = (), resets: Sequence[int] = ()
) -> list[Surprise]:
    """Every known day with enough known days before it, in order.

    Days at the places `left_out` are in nothing that later ones are compared with. After each place of `resets` the
    level is that of the days from there on alone, which are the new normal.
    """
    learnt: list[float | None] = [None if place in left_out else day for place, day in enumerate(days)]
    past = deque[tuple[int, float]]()
    found = list[Surprise]()
    known = 0
    for place, spent in enumerate(days):
        expected = _expected(learnt, weekday, place, resets) if known >= _FEWEST_DAYS else None
        known += learnt[place] is not None
        if spent is None or expected is None:
            continue
        level, usual = expected
        log_ratio = log(max(spent / usual, _LEAST_PART))
        while past and past[0][0] < place - _PAST_DAYS:
            past.popleft()
        scatter = _scatter([ratio for _, ratio in past])
        if place not in left_out:
            past.append((place, log_ratio))
        if scatter is not None:
            found.append(
                Surprise(place=place, spent=spent, expected=usual, level=level, log_ratio=log_ratio, scatter=scatter)
            )
    return found


def _expected(learnt: Days, weekday: int, place: int, resets: Sequence[int]) -> tuple[float, float] | None:
    """The level before a day and what is expected of it; None where too little is known or nothing is spent."""
    reset = max((reset for reset in resets if 0 < reset < place), default=0)
    if reset > 0 and place - reset < _PAST_DAYS:
        learnt = _raised(learnt, weekday, reset, place)
    shares = profile(learnt, weekday, place)
    start = max(place - _LEVEL_DAYS, reset)
    level = _level(learnt, weekday, shares, start, place)
    return (level, level * shares[(weekday + place) % WEEK]) if level > 0 else None


def _raised(learnt: Days, weekday: int, reset: int, place: int) -> Days:
    """The days with those before the reset on the level after it: half of a profile on each level would be none."""
    shares = profile(learnt, weekday, reset)
    before = _level(learnt, weekday, shares, reset - _LEVEL_DAYS, reset)
    after = _level(learnt, weekday, shares, max(place - _LEVEL_DAYS, reset), place)
    if before <= 0 or after <= 0:
        return learnt
    return [day * after / before if at < reset and day is not None else day for at, day in enumerate(learnt)]


def _level(learnt: Days, weekday: int, shares: Sequence[float], start: int, end: int) -> float:
    """The median of the known days over their weekday's share; 0 where none is known."""
    plain = [day / shares[(weekday + at) % WEEK] for at in range(max(start, 0), end) if (day := learnt[at]) is not None]
    return median(plain) if plain else 0.0


def _scatter(past: Sequence[float]) -> float | None:
    if len(past) < _FEWEST_PAST:
        return None
    middle = median(past)
    return max(_TO_SIGMA * median([abs(ratio - middle) for ratio in past]), _LEAST_SCATTER)
