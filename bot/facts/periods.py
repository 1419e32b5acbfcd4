"""Half-open spans of whole UTC days: providers bill in UTC days that cannot be re-split."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

DAY = timedelta(days=1)
WEEK_CLOSES_AFTER = timedelta(hours=24)
"""A week closes 24 hours after its end, so that late rows are in (method.md 2.0)."""


@dataclass(frozen=True, order=True)
class Period:
    """The UTC days from `start` (in) to `end` (out); never empty."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a period must end after it starts, not {self.start} to {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __len__(self) -> int:
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day that is in, for showing."""
        return self.end - DAY

    @property
    def starts_at(self) -> datetime:
        """The first instant that is in."""
        return midnight(self.start)

    @property
    def ends_at(self) -> datetime:
        """The first instant that is out."""
        return midnight(self.end)

    def days(self) -> Iterator[date]:
        """Every day in the period, in order."""
        return (self.start + DAY * n for n in range(len(self)))

    def chunks(self, days: int) -> Iterator[Period]:
        """The period cut into pieces of at most that many days, in order, nothing lost."""
        start = self.start
        while start < self.end:
            end = min(start + DAY * days, self.end)
            yield Period(start, end)
            start = end

    def shown(self) -> str:
        """As people read it, with its year: `9–15 Nov 2026`, `28 Sep – 4 Oct 2026`."""
        first, last = self.start, self.last_day
        if first == last:
            return _long(first)
        if first.year != last.year:
            return f"{_long(first)} – {_long(last)}"
        if first.month != last.month:
            return f"{first.day} {first:%b} – {_long(last)}"
        return f"{first.day}–{_long(last)}"


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week, Monday to Monday in UTC days, written `2026-W46`."""

    monday: date

    def __post_init__(self) -> None:
        if self.monday.weekday() != 0:
            raise ValueError(f"a week starts on a Monday, not on {self.monday}")

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def number(self) -> int:
        """The ISO week number, 1 to 53."""
        return self.monday.isocalendar().week

    @property
    def period(self) -> Period:
        """The week's seven UTC days."""
        return Period(self.monday, self.monday + 7 * DAY)

    @property
    def closes_at(self) -> datetime:
        """The instant from which the week's figures may be published (method.md 2.0)."""
        return self.period.ends_at + WEEK_CLOSES_AFTER

    def plus(self, weeks: int) -> Week:
        """The week that many weeks later (earlier, when negative)."""
        return Week(self.monday + 7 * weeks * DAY)


def midnight(day: date) -> datetime:
    """The first instant of a UTC day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def week_of(day: date) -> Week:
    """The week a UTC day lies in."""
    return Week(day - DAY * day.weekday())


def last_closed_week(now: datetime) -> Week:
    """The newest week whose close has passed at `now`."""
    return week_of((now - WEEK_CLOSES_AFTER).astimezone(UTC).date()).plus(-1)


def parse_week(text: str) -> Week:
    """Read `2026-W46`; ValueError with the expected form otherwise."""
    match = re.fullmatch(r"(\d{4})-W(\d{2})", text.strip())
    if match is None:
        raise ValueError(f"a week is written like 2026-W46, not {text!r}")
    try:
        return Week(date.fromisocalendar(int(match[1]), int(match[2]), 1))
    except ValueError:
        raise ValueError(f"there is no week {text}") from None


def month_of(day: date) -> Period:
    """The calendar month a day lies in."""
    start = day.replace(day=1)
    return Period(start, (start + 31 * DAY).replace(day=1))


def _long(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
