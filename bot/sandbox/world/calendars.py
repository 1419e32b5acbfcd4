"""How much work there is on a UTC day: weekdays, holidays, the end of the year and the summer (method.md 8.1)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from bot.sandbox.world.sizes import Nature

OFFICE = (1.10, 1.15, 1.15, 1.10, 1.00, 0.12, 0.10)
ALWAYS = (1.02, 1.04, 1.04, 1.02, 1.00, 0.94, 0.94)
SUNDAY_TO_THURSDAY = (1.10, 1.12, 1.10, 1.00, 0.10, 0.12, 1.15)

_HOLIDAYS = {
    Nature.TUNED: frozenset({(1, 1), (1, 6), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)}),
    Nature.OTHER: frozenset({(1, 1), (1, 26), (4, 25), (7, 4), (9, 7), (11, 26), (12, 25)}),
}
_HOLIDAY = 0.2
_SUMMER = {Nature.TUNED: (8, 0.9), Nature.OTHER: (7, 0.8)}
_DECEMBER, _LAST_DAYS, _YEARS_END = 12, 22, 0.6


def week_profile(nature: Nature, number: int, *, always: bool) -> tuple[float, ...]:
    """The weekdays of the workplace of that number, Monday first, which sum to about 5.7 or, at all hours, to 7."""
    if always:
        return ALWAYS
    return SUNDAY_TO_THURSDAY if nature is Nature.OTHER and number % 3 == 0 else OFFICE


@lru_cache(maxsize=8)
def seasons(nature: Nature, first: date, days: int) -> tuple[float, ...]:
    """What a holiday and a season leave of the work of each day, by days since the first."""
    return tuple(_season(nature, first + timedelta(days=n)) for n in range(days))


def _season(nature: Nature, day: date) -> float:
    if (day.month, day.day) in _HOLIDAYS[nature]:
        return _HOLIDAY
    if day.month == _DECEMBER and day.day >= _LAST_DAYS:
        return _YEARS_END
    month, left = _SUMMER[nature]
    return left if day.month == month else 1.0
