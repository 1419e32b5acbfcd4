"""How much of the work is logged at all: by two sources that carry ids, or by weeks (method.md M13)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from math import sqrt

from bot.facts.periods import DAY, Week, week_of

STALE_DAYS = 14
"""Spend without a log for so long makes a workflow stale: its owner is asked."""


@dataclass(frozen=True, kw_only=True)
class Estimated:
    """What two sources know together, and how much there is to know.

    `total` outcomes are estimated with the standard deviation `deviation`; `known` are in one source or the other.
    """

    known: int
    total: float
    deviation: float

    @property
    def share(self) -> float:
        """The share of the outcomes that is known, at most one.

        Where the sources are prone to miss the same outcomes, it is an upper bound.
        """
        return min(self.known / self.total, 1.0) if self.total > 0 else 1.0


def chapman(first: int, second: int, matched: int) -> Estimated:
    """Chapman's estimate (1951) from so many outcomes of either source, of which `matched` are in both.

    ValueError where more matched than one source has.
    """
    if not 0 <= matched <= min(first, second):
        raise ValueError(f"{matched} cannot match of {first} and {second}")
    total = (first + 1) * (second + 1) / (matched + 1) - 1
    variance = (first + 1) * (second + 1) * (first - matched) * (second - matched)
    variance_of_total = variance / ((matched + 1) ** 2 * (matched + 2))
    return Estimated(known=first + second - matched, total=total, deviation=sqrt(variance_of_total))


def weeks_logged(spent_on: Collection[date], logged_on: Collection[date], weeks: Collection[Week]) -> float | None:
    """Of the weeks with spend, the share that also has a log: what one source alone can say; None without spend."""
    spent = {week_of(day) for day in spent_on} & {*weeks}
    logged = {week_of(day) for day in logged_on}
    return len(spent & logged) / len(spent) if spent else None


def is_stale(last_logged_on: date | None, first_spend_on: date | None, last_spend_on: date | None, day: date) -> bool:
    """Whether, on that day, there was spend but no log for fourteen days.

    A workflow that spent nothing in them is quiet and not stale, and one that began in them may still log.
    """
    if first_spend_on is None or last_spend_on is None:
        return False
    since = day - STALE_DAYS * DAY
    return last_spend_on > since >= max(last_logged_on or first_spend_on, first_spend_on)
