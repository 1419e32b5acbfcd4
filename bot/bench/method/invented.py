"""Invented organisations for what is measured on spend: their teams, their record and their months' budgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.bench.method.score import Run
from bot.bench.method.series import FIRST, Series, teams
from bot.facts.periods import DAY, Period, month_of
from bot.value.daily import Daily
from bot.value.record import Bank, Residual, bank, residuals

TEAMS, DAYS = 8, 310
"""Ten months, of which the first two only teach."""
_SHORT = 4
_MONTHS = range(3, 11)
_BUDGET_ABOVE, _BUDGET_SPREAD = 0.12, 0.25
"""A budget is the month before times a lognormal factor, nearly half are exceeded, as where 6.2 was measured."""


@dataclass
class Organisation:
    """The teams of one seed, whose errors are pooled; nothing of a later day is in the bank of a day."""

    daily: tuple[Daily, ...]
    banks: dict[date, Bank] = field(default_factory=dict)
    _found: list[Residual] = field(default_factory=list)

    def bank(self, through: date) -> Bank:
        """What was known of past errors on the last Sunday up to a day."""
        sunday = through - DAY * ((through.weekday() + 1) % 7)
        if not self._found:
            self._found = [one for daily in self.daily for one in residuals(daily, through=daily.last)]
        if sunday not in self.banks:
            self.banks[sunday] = bank(self._found, as_of=sunday)
        return self.banks[sunday]


@dataclass(frozen=True, kw_only=True)
class Month:
    """A team's month: its budget, and the total and the day it was used up by, known afterwards."""

    daily: Daily
    period: Period
    budget: Decimal
    actual: Decimal
    used_up_on: date | None

    def spent(self, through: date) -> Decimal:
        """What the month came to by the end of a day."""
        return self.daily.total(Period(self.period.start, through + DAY)) or Decimal(0)


def daily_of(series: Series) -> Daily:
    """An invented series as the method reads it."""
    return Daily(first=FIRST, amounts=tuple(Decimal(str(amount)) for amount in series.amounts.tolist()))


def organisations(run: Run, *, is_rough: bool = False) -> Iterator[Organisation]:
    """One for each seed, with fewer teams where the run is short."""
    for seed in run.seeds:
        count = _SHORT if run.is_short else TEAMS
        yield Organisation(tuple(daily_of(one) for one in teams(seed, run.family, count, DAYS, is_rough=is_rough)))


def months(daily: Daily, seed: int) -> Iterator[Month]:
    """The eight months from March on, the same for the same seed."""
    import numpy as np  # noqa: PLC0415  (the bench extra)

    chance = np.random.default_rng(seed)
    for number in _MONTHS:
        period = month_of(date(FIRST.year, number, 1))
        before = daily.total(month_of(period.start - DAY)) or Decimal(0)
        factor = Decimal(str(round(float(np.exp(chance.normal(_BUDGET_ABOVE, _BUDGET_SPREAD))), 4)))
        budget = before * factor
        total, used_up_on = Decimal(0), None
        for day in period.days():
            total += daily.amounts[daily.index(day)] or Decimal(0)
            if used_up_on is None and total >= budget:
                used_up_on = day
        yield Month(daily=daily, period=period, budget=budget, actual=total, used_up_on=used_up_on)
