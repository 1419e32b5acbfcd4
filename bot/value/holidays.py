"""What a public holiday is of a plain day, where the organisation's holidays are known (method.md 3.5)."""

from __future__ import annotations

from datetime import date
from statistics import median

from bot.facts.periods import DAY
from bot.value.shape import WEEK, Days, Shape

_SUNDAY = 6
_FEWEST = 3
"""Fewer past holidays tell nothing of the coming ones, which are taken as Sundays then."""
_BEFORE = 28


def factors(days: Days, first: date, found: Shape, *, holidays: frozenset[date], end: int, count: int) -> list[float]:
    """What each of the `count` days after `days[:end]` is of a plain one of its weekday: 1 of every plain day.

    A holiday is as the median of the past ones was of the four weeks before them, and as a Sunday where fewer than
    three are known. `first` is the day of `days[0]`, `found` the shape of the days up to `end`.
    """
    ahead = [1.0] * count
    coming = [(day, place) for day in holidays if 0 <= (place := (day - first).days - end) < count]
    if coming:
        past = _past(days, first, found, holidays, end)
        for day, place in coming:
            ahead[place] = found.profile[_SUNDAY] / found.profile[day.weekday()] if past is None else past
    return ahead


def _past(days: Days, first: date, found: Shape, holidays: frozenset[date], end: int) -> float | None:
    ratios = list[float]()
    for place in sorted((holiday - first).days for holiday in holidays):
        if not WEEK <= place < end or (spent := days[place]) is None:
            continue
        before = [
            day / found.profile[(first.weekday() + at) % WEEK]
            for at in range(max(0, place - _BEFORE), place)
            if (day := days[at]) is not None and first + DAY * at not in holidays
        ]
        usual = median(before) * found.profile[(first.weekday() + place) % WEEK] if before else 0.0
        if usual > 0:
            ratios.append(spent / usual)
    return median(ratios) if len(ratios) >= _FEWEST else None
