"""The planted course: how much a stream spends on a day, before it is cut into rows."""

import math
import random
from datetime import date, datetime

from bot.sandbox.accounts import midnight
from bot.sandbox.company import Company
from bot.sandbox.streams import Stream

_OFFICE = (1.10, 1.15, 1.15, 1.10, 1.00, 0.12, 0.10)
_ALWAYS = (1.05, 1.08, 1.08, 1.05, 1.00, 0.72, 0.68)
_FULL_DAY_MINUTES = 1440


def rng(*words: object) -> random.Random:
    """A generator of its own for these words; the same words always give the same numbers."""
    return random.Random("|".join(str(word) for word in words))


def week_number(company: Company, day: date) -> int:
    """Weeks since history began: 0 for the first."""
    return (day - company.history_starts).days // 7


def along(ends: tuple[float, float], week: int) -> float:
    """The planted value in a week: geometric from the first end (week 0) to the second (week 25), then level."""
    first, last = ends
    return float(first * (last / first) ** (min(week, 25) / 25))


def minutes_elapsed(day: date, now: datetime) -> int:
    """Whole minutes of the UTC day that have passed: 0 before it, 1440 once it is over."""
    passed = (now - midnight(day)).total_seconds() // 60
    return int(min(max(passed, 0), _FULL_DAY_MINUTES))


def runs(company: Company, stream: Stream, day: date) -> bool:
    """Whether the stream spends on that day at all."""
    if day < company.history_starts or (stream.until is not None and day >= stream.until):
        return False
    starts = company.workflow(stream.workflow).plan.starts if stream.workflow else None
    return starts is None or day >= starts


def daily_usd(company: Company, stream: Stream, day: date) -> float:
    """Planned USD of the stream on a whole day: trend, weekday profile, noise of the week and of the day."""
    week = week_number(company, day)
    if stream.workflow is None:
        weekly, team = along(stream.weekly, week), stream.team
    else:
        workflow = company.workflow(stream.workflow)
        weekly = along(workflow.plan.volume, week) * along(workflow.plan.unit_cost, week) * stream.share
        team = workflow.team
    profile = _ALWAYS if team == "support" else _OFFICE
    of_week = rng(company.seed, "week", stream.name, week).gauss(0, 0.07)
    of_day = rng(company.seed, "day", stream.name, day).gauss(0, 0.15)
    return weekly * profile[day.weekday()] / sum(profile) * math.exp(of_week + of_day)
