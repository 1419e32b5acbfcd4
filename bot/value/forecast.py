"""What the days ahead are expected to cost (method.md 3.5); how wrong that usually is stands in `record.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.facts.periods import DAY
from bot.value.daily import Daily
from bot.value.exact import rounded
from bot.value.holidays import factors
from bot.value.shape import shape

NO_HOLIDAYS = frozenset[date]()


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Expected cost of each UTC day after `through`, in the currency of the days it was made from.

    `flat` is the same with no trend. What is scheduled (seats, renewals) is in neither.
    """

    through: date
    days: tuple[Decimal, ...]
    flat: tuple[Decimal, ...]

    @property
    def last(self) -> date:
        """The last day that is forecast."""
        return self.through + DAY * len(self.days)


def forecast(daily: Daily, *, through: date, last: date, holidays: frozenset[date] = NO_HOLIDAYS) -> Forecast:
    """Every day after `through`, the last complete day, up to and with `last`, rounded to 1e-9 (method.md 3.5).

    Days of `daily` after `through` are not looked at. Past holidays are in no weekday's profile and not in the level;
    coming ones are forecast by `holidays.factors`. ValueError where `through` is not among the days.
    """
    if not daily.first <= through <= daily.last:
        raise ValueError(f"{through} is not among the days from {daily.first} to {daily.last}")
    end = daily.index(through) + 1
    days = daily.floats()
    found = shape(daily.floats(without=holidays) if holidays else days, daily.weekday, end)
    count = max((last - through).days, 0)
    weekday = (through + DAY).weekday()
    ahead = factors(days, daily.first, found, holidays=holidays, end=end, count=count)
    return Forecast(
        through=through,
        days=_money(found.path(weekday, count), ahead),
        flat=_money(found.flat(weekday, count), ahead),
    )


def _money(path: Iterable[float], ahead: Iterable[float]) -> tuple[Decimal, ...]:
    return tuple(rounded(Decimal(one * factor)) for one, factor in zip(path, ahead, strict=True))
