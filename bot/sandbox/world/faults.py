"""What goes wrong with the data of a world: what comes late, is restated, has no key, or is billed elsewhere.

All weeks count from the first one of the history; every world has every fault (method.md 8.1, Data faults).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from bot.facts.periods import Period, month_of
from bot.sandbox.world.world import World

LATE = 0.03
LATEST = 5
OUTAGE_PROVIDER, OUTAGE_FIRST, OUTAGE_DAYS, BACKFILL = "meridian", 9 * 7 + 2, 2, 6
"""From the Wednesday of the week 9 two days of a provider come six days after they should."""
RESTATED_PROVIDER, RESTATED_WEEK, RESTATED_PERCENT = "halcyon", 11, 94
"""The month that holds that week is restated by -6% on the 20th of the month after."""
CREDIT_PROVIDER, CREDIT_WEEK, CREDIT_SHARE = "halcyon", 17, 0.05
"""A credit of five per cent of a week's plan, on the Monday of that week."""
DUPLICATES = 0.01
"""So many rows of the assistants' bill stand there twice, under one id."""
LOCAL_PROVIDER, LOCAL_OFFSET = "nordlys", "+01:00"
"""It bills days of its own clock, without summer time: each begins on the UTC day before, and counts there."""
ROTATED_WEEKS = (15, 20)
"""From the first week to the second, a new key of a workflow has no tag."""
GAP_WEEKS, GAP = (10, 14), 0.2
"""Meanwhile a fifth of the platform's use is Priority Tier, which no cost report has; what was paid ahead is billed."""
GAP_USD_WEEK = 0.025
"""What is paid ahead a week, in parts of a week's plan."""
SEATS_RENEWED_WEEK, SEATS_DEARER = 16, 4.5
"""From the first month that begins after that week, a seat costs so many times more."""


@dataclass(frozen=True, kw_only=True)
class Restated:
    """The days of one provider that are restated, and when."""

    days: Period
    on: date


@lru_cache(maxsize=16)
def restated(world: World) -> Restated:
    """The restated month, cut to the history."""
    month = month_of(world.day(RESTATED_WEEK * 7))
    return Restated(days=month, on=month.end + timedelta(days=19))


def arrives(random: Random, provider: str, number: int) -> int:
    """The number of the day on which a line of a day is known: the next one, or later."""
    if provider == OUTAGE_PROVIDER and OUTAGE_FIRST <= number < OUTAGE_FIRST + OUTAGE_DAYS:
        return number + BACKFILL
    late = random.randrange(1, LATEST + 1) if random.random() < LATE else 0
    return number + 1 + late


def in_weeks(number: int, weeks: tuple[int, int]) -> bool:
    """Whether the day of that number lies in the weeks, the first in, the second out."""
    return weeks[0] * 7 <= number < weeks[1] * 7
