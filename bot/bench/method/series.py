"""Daily spend of invented teams: what forecasts, anomalies and budgets are measured on (method.md 8.1).

A team's day is its people's, times a weekday profile, holidays, spikes, growth, and a level that walks and shifts:
the world that 3.5 and 3.6 of method.md describe, whose run-rate and $100 rule err as they did there. A rough world is
the whole of 8.1: people are as unlike as staff are, so that few make a team's day, and weekly shocks of activity and
intensity of each workflow come on top. The second family draws people's days from a gamma distribution,
its steps and shocks are moving averages, and it lives by other calendars.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.bench.method.score import Family
from bot.bench.method.shocks import shocks
from bot.facts.periods import DAY

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FIRST = date(2025, 1, 1)
"""The first day of every series; a Wednesday."""

_WEEKDAYS = {
    Family.TUNED: ((1.1, 1.15, 1.15, 1.1, 1.0, 0.12, 0.10), (1.0,) * 7),
    Family.OTHER: ((1.2, 1.1, 1.0, 0.8, 0.10, 0.15, 1.15), (1.25, 1.3, 1.3, 1.2, 0.3, 0.08, 0.06), (1.0,) * 7),
}
"""What each weekday is of a day, Monday first; the last of a family is round the clock, the others have weekends."""
_ROUND_THE_CLOCK = 0.2
_HOLIDAYS = {
    Family.TUNED: ((1, 1), (4, 18), (4, 21), (5, 1), (5, 29), (7, 4), (9, 1), (10, 3), (11, 27), (12, 25), (12, 26)),
    Family.OTHER: ((1, 1), (1, 26), (2, 11), (3, 31), (5, 5), (6, 6), (8, 15), (9, 23), (10, 2), (12, 31)),
}
_HOLIDAY = 0.2
_SLOW = {Family.TUNED: ((8, 1, 31, 0.9), (12, 22, 31, 0.6)), Family.OTHER: ((7, 1, 31, 0.85), (12, 28, 31, 0.5))}
"""Month, first and last day, and what is left of a day in them."""
_GROWTH = (0.0, 0.0, 0.0, 0.01, 0.03)
"""Of a week; more than that is an adoption ramp, which is measured apart."""
_WALK, _SHIFTS_EVERY, _SHIFTS = 0.02, 180, (-0.5, 0.4, 0.7)
_SPIKES_EVERY, _SPIKES = 180, (2.0, 5.0)
"""Method.md names spikes and no rate: with this one the calendar run-rate errs on seeds 1-20 as it did there."""
_MOVING = 0.5
"""In the second family a step of the level carries half of the one before it, and keeps its size."""
_PER_DAY = 13.0
"""Dollars of a developer's active day."""
_UNLIKE = (1.3, 1.7)
"""How unlike people are, as sigma of the logarithm of their means: heavy engineering users, and mixed staff."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """Dollars by day from `FIRST` on. `people` is how many spend, `shifts` the days on which its level jumped."""

    amounts: Floats
    people: int
    shifts: tuple[int, ...]


def teams(seed: int, family: Family, count: int, days: int, *, is_rough: bool = False) -> Iterator[Series]:
    """So many teams of 3 to 150 people over so many days, the same for the same arguments."""
    import numpy as np  # noqa: PLC0415  (the bench extra)

    for number in range(count):
        chance = np.random.default_rng([seed, number, list(Family).index(family)])
        yield _team(chance, family, days, is_rough=is_rough)


def _team(chance: np.random.Generator, family: Family, days: int, *, is_rough: bool) -> Series:
    import numpy as np  # noqa: PLC0415

    people = round(float(np.exp(chance.uniform(np.log(3), np.log(150)))))
    at = np.arange(days)
    shifted = np.flatnonzero(chance.random(days) < 1 / _SHIFTS_EVERY)
    steps = chance.normal(0, _WALK, days + 1)
    if family is Family.OTHER:
        steps[1:] = (steps[1:] + _MOVING * steps[:-1]) / np.sqrt(1 + _MOVING**2)
    level = np.cumsum(steps[1:]) + chance.choice(_GROWTH) * at / 7
    for day in shifted:
        level[day:] += chance.choice(_SHIFTS)
    if is_rough:
        level += _shocks(chance, family, days, workflows=int(chance.integers(2, 9)))
    spikes = np.where(chance.random(days) < 1 / _SPIKES_EVERY, chance.uniform(*_SPIKES, days), 1.0)
    plain = _spent(chance, family, people, days, is_rough=is_rough)
    amounts = plain * _calendar(chance, family, days) * np.exp(level) * spikes
    return Series(amounts=np.round(amounts, 4), people=people, shifts=tuple(int(day) for day in shifted))


def _spent(chance: np.random.Generator, family: Family, people: int, days: int, *, is_rough: bool) -> Floats:
    """What the people spend on a plain day: each varies from day to day, in a rough world about a mean of their own."""
    import numpy as np  # noqa: PLC0415

    daily = chance.uniform(0.8, 1.0)
    spread = chance.choice(_UNLIKE) if is_rough else 0.0
    means = _PER_DAY * chance.lognormal(-(spread**2) / 2, spread, people)
    if family is Family.TUNED:
        drawn = chance.lognormal(-(daily**2) / 2, daily, (days, people))
    else:
        shape = 1 / (np.exp(daily**2) - 1)  # the same coefficient of variation
        drawn = chance.gamma(shape, 1 / shape, (days, people))
    found: Floats = drawn @ means
    return found


def _shocks(chance: np.random.Generator, family: Family, days: int, *, workflows: int) -> Floats:
    """Weekly shocks of the logarithm, of activity and intensity of each workflow, as their mean moves the team."""
    import numpy as np  # noqa: PLC0415

    weeks = days // 7 + 2
    found = np.zeros(weeks)
    for _ in range(2 * workflows):
        correlation, spread = chance.uniform(0, 0.6), chance.uniform(0.1, 0.3)
        found += spread * shocks(chance, family, np.array([correlation]), weeks)[0] / workflows
    by_day: Floats = np.repeat(found, 7)[FIRST.weekday() :][:days]
    return by_day


def _calendar(chance: np.random.Generator, family: Family, days: int) -> Floats:
    import numpy as np  # noqa: PLC0415

    *weeks, always = _WEEKDAYS[family]
    week = always if chance.random() < _ROUND_THE_CLOCK else weeks[int(chance.integers(len(weeks)))]
    found = np.empty(days)
    for at in range(days):
        day = FIRST + DAY * at
        part = week[day.weekday()] * (_HOLIDAY if (day.month, day.day) in _HOLIDAYS[family] else 1.0)
        for month, first, last, left in _SLOW[family]:
            part *= left if day.month == month and first <= day.day <= last else 1.0
        found[at] = part
    return found
