"""Days that cost far more or far less than usual, and spend that creeps up (method.md 3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from bot.facts.money import NANO
from bot.facts.periods import DAY, Period
from bot.facts.policy import Policy
from bot.value.daily import Daily
from bot.value.surprise import Surprise, surprises

HIGH, _LOW = 3.0, -6.0
"""In scatters. Method.md 3.6 has 3.5 and a slack of 1 for the creep; on seeds 1 to 20 those find 62% of days of three
times and 77% of creeps, and these, for a tenth of an alert more in a team's month, what 8.2 asks for."""
_HIGH_PART, _LOW_PART = 0.25, 0.50
CREEP = 8.0
"""In scatters too: what the days of a creep are beyond what is usual, less the slack of each, comes to more."""
_CREEP_SLACK, _CREEP_STEP = 0.75, 4.0
_CREEP_DAYS = 7
_JOINS_WITHIN = 3
_CHANNEL_FROM, _OWNER_ABOVE = Decimal("0.01"), Decimal("0.05")


class Kind(StrEnum):
    """What is unusual."""

    HIGH = "high"
    LOW = "low"
    """So little that data may be missing: it is for the admin and never for the team."""
    CREEP = "creep"


class Expected(StrEnum):
    """What the owner says of an anomaly that was to be expected."""

    ONE_OFF = "one-off"
    NEW_NORMAL = "new normal"


class Severity(StrEnum):
    """Who is told, by money and not by how unusual it is."""

    DIGEST = "digest"
    CHANNEL = "channel"
    OWNER = "owner"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The owner expected what was spent on these days: once, or from their first day on."""

    days: Period
    as_what: Expected


@dataclass(frozen=True, kw_only=True)
class UnusualDay:
    """A day on which `spent` was spent where `expected` was usual, in the scope's currency, rounded to 1e-9.

    `level` is a mean day of the three weeks before. `beyond` is by how many times what is usual such days differ from
    what is expected of them, below zero where less was spent; both of logarithms.
    """

    day: date
    spent: Decimal
    expected: Decimal
    level: Decimal
    beyond: float

    @property
    def excess(self) -> Decimal:
        """What was spent beyond what is usual; negative where it was less."""
        return self.spent - self.expected


@dataclass(frozen=True, kw_only=True)
class Alert:
    """What one day gave rise to: `days` are itself, or the known ones of the seven up to it where spend creeps up."""

    kind: Kind
    days: tuple[UnusualDay, ...]

    @property
    def on(self) -> date:
        """The day it is raised on."""
        return self.days[-1].day

    @property
    def excess(self) -> Decimal:
        """What was spent beyond what is usual on its days."""
        return sum((day.excess for day in self.days), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Anomaly:
    """Alerts of one scope within three days of each other, in order."""

    alerts: tuple[Alert, ...]

    @property
    def alerted_on(self) -> tuple[date, ...]:
        """The day of each alert."""
        return tuple(alert.on for alert in self.alerts)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kind of each alert."""
        return tuple(alert.kind for alert in self.alerts)

    @property
    def days(self) -> tuple[date, ...]:
        """The days that make it up, each once: an alert's own, and of a creep its seven."""
        return tuple(sorted(self._days()))

    @property
    def spent(self) -> Decimal:
        """What was spent on its days."""
        return sum((day.spent for day in self._days().values()), Decimal(0))

    @property
    def expected(self) -> Decimal:
        """What was usual on its days."""
        return sum((day.expected for day in self._days().values()), Decimal(0))

    @property
    def excess(self) -> Decimal:
        """What was spent beyond what is usual on its days; negative where data may be missing."""
        return self.spent - self.expected

    @property
    def is_for_admin(self) -> bool:
        """Whether it is asked whether data is missing; the team hears nothing of it."""
        return Kind.LOW in self.kinds

    def is_open(self, day: date) -> bool:
        """Whether an alert of this day would still join it."""
        return day <= self.alerts[-1].on + DAY * _JOINS_WITHIN

    def _days(self) -> dict[date, UnusualDay]:
        return {day.day: day for alert in self.alerts for day in alert.days}


def anomalies(daily: Daily, policy: Policy, *, through: date, marks: Iterable[Mark] = ()) -> tuple[Anomaly, ...]:
    """Every anomaly of a scope up to `through`, its last complete day, oldest first.

    The policy's amounts are in the currency of `daily`. The same days give the same anomalies, and later days add to
    the last one or open another, but for `marks`: marked days alert no more, and what follows a new normal is
    compared with it. None while the usual day is below `quiet_below`.
    """
    known = daily.until(through)
    left_out, resets = set[int](), list[int]()
    marked = set[int]()
    for mark in marks:
        places = range(max(known.index(mark.days.start), 0), max(known.index(mark.days.end), 0))
        marked.update(places)
        if mark.as_what is Expected.ONE_OFF:
            left_out.update(places)
        else:
            resets.append(known.index(mark.days.start))
    found = surprises(known.floats(), known.weekday, left_out=left_out, resets=sorted(resets))
    joined = list[list[Alert]]()
    for kind, days in _alerts(found, policy, marked):
        _join(joined, Alert(kind=kind, days=tuple(_unusual(day, known.first) for day in days)))
    opened = (Anomaly(alerts=tuple(alerts)) for alerts in joined)
    return tuple(sorted(opened, key=lambda one: (one.alerted_on, one.kinds)))


def severity(anomaly: Anomaly, month_budget: Decimal | None) -> Severity:
    """By the part of the month's budget that the excess is: under 1% the digest, to 5% the channel, over it the owner.

    Without a budget nobody knows what is much, and the channel is told.
    """
    if month_budget is None or month_budget <= 0:
        return Severity.CHANNEL
    part = abs(anomaly.excess) / month_budget
    if part > _OWNER_ABOVE:
        return Severity.OWNER
    return Severity.CHANNEL if part >= _CHANNEL_FROM else Severity.DIGEST


def _alerts(found: Sequence[Surprise], policy: Policy, marked: set[int]) -> Iterator[tuple[Kind, Sequence[Surprise]]]:
    """Each alert with the days it is made of, the last of which it is raised on."""
    day_from, creep_from, quiet = float(policy.anomaly_from), float(policy.creep_from), float(policy.quiet_below)
    creep = 0.0
    week = list[Surprise]()
    for one in found:
        week = [*(day for day in week if day.place > one.place - _CREEP_DAYS), one]
        if one.place in marked:
            creep, week = 0.0, []
            continue
        creep = max(0.0, creep + min(one.log_ratio / one.scatter, _CREEP_STEP) - _CREEP_SLACK)
        if one.level < quiet:
            continue
        if one.log_ratio > HIGH * one.scatter and one.excess >= max(day_from, _HIGH_PART * one.level):
            yield Kind.HIGH, [one]
        if one.log_ratio < _LOW * one.scatter and -one.excess >= max(day_from, _LOW_PART * one.level):
            yield Kind.LOW, [one]
        if creep > CREEP and sum(day.excess for day in week) >= max(creep_from, one.level):
            creep = 0.0
            yield Kind.CREEP, week


def _join(joined: list[list[Alert]], alert: Alert) -> None:
    """Add it to the last anomaly of the same readers where that is at most three days old; else it opens one."""
    for_admin = alert.kind is Kind.LOW
    last = next((alerts for alerts in reversed(joined) if (alerts[-1].kind is Kind.LOW) is for_admin), None)
    if last is not None and Anomaly(alerts=tuple(last)).is_open(alert.on):
        last.append(alert)
    else:
        joined.append([alert])


def _unusual(one: Surprise, first: date) -> UnusualDay:
    return UnusualDay(
        day=first + DAY * one.place,
        spent=_money(one.spent),
        expected=_money(one.expected),
        level=_money(one.level),
        beyond=one.log_ratio / one.scatter,
    )


def _money(amount: float) -> Decimal:
    return Decimal(amount).quantize(NANO, ROUND_HALF_EVEN)
