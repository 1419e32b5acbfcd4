"""`Daily`: what a scope spent on each UTC day, the input of forecasts and anomalies (method.md 3.5, 3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.facts.periods import DAY, Period


@dataclass(frozen=True, kw_only=True)
class Daily:
    """Effective cost in one currency of consecutive UTC days from `first` on; None is a day that is not known.

    Known commitments (seats, renewals) are not in it: they are added to a forecast as what they are.
    """

    first: date
    amounts: tuple[Decimal | None, ...]

    @classmethod
    def of(cls, spent: Mapping[date, Decimal | None], days: Period) -> Daily:
        """The days of a period that has been read: a day on which nothing was charged is one of zero."""
        return cls(first=days.start, amounts=tuple(spent.get(day, Decimal(0)) for day in days.days()))

    @property
    def last(self) -> date:
        """The last day there is an entry for; the day before `first` where there is none."""
        return self.first + DAY * (len(self.amounts) - 1)

    @property
    def weekday(self) -> int:
        """The weekday of `first`, Monday 0."""
        return self.first.weekday()

    def index(self, day: date) -> int:
        """The place of a day among the amounts; negative, or beyond their end, where it lies outside."""
        return (day - self.first).days

    def until(self, last: date) -> Daily:
        """The same without the days after `last`."""
        return Daily(first=self.first, amounts=self.amounts[: max(self.index(last) + 1, 0)])

    def total(self, period: Period) -> Decimal | None:
        """What the entries that lie in the period come to; None where one of them is not known."""
        start, end = max(self.index(period.start), 0), max(self.index(period.end), 0)
        known = [amount for amount in self.amounts[start:end] if amount is not None]
        return sum(known, Decimal(0)) if len(known) == len(self.amounts[start:end]) else None

    def floats(self, *, without: frozenset[date] = frozenset()) -> list[float | None]:
        """The amounts for statistics; the days in `without` are as if they were not known, a credit is no spend."""
        found = [None if amount is None else max(float(amount), 0.0) for amount in self.amounts]
        for day in without:
            place = self.index(day)
            if 0 <= place < len(found):
                found[place] = None
        return found


def last_complete_day(read_on: date, finality: timedelta) -> date:
    """The last UTC day that is complete at the source: `read_on` is the UTC day of the last reading.

    `finality` is how long after a day's end its source may still add to it; the day of the reading is never complete.
    """
    return read_on - DAY - DAY * -(-finality // DAY)
