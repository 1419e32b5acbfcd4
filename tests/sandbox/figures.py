"""What was planted and what was read of it, summed by the same key: day, sub-account, model, person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

from bot.facts.periods import Period
from bot.providers.base import Reading
from bot.sandbox.company import Company, larkspur
from bot.sandbox.planted import Planted

COMPANY = larkspur()

Figures = dict[tuple[date, str | None, str | None, str | None], Decimal]


def planted(plant: Callable[[Company, date, datetime], Iterator[Planted]], days: Period, now: datetime) -> Figures:
    """Exact USD, from the rows of the company itself."""
    sums: Figures = defaultdict(Decimal)
    for day in days.days():
        for one in plant(COMPANY, day, now):
            if one.usd:
                sums[day, one.sub_account, one.model, one.person] += one.usd
    return dict(sums)


def billed(reading: Reading, person: Callable[[str | None], str | None] = lambda named: named) -> Figures:
    """Exact USD, from the charges of a reading; `person` says who is behind the name a charge has."""
    sums: Figures = defaultdict(Decimal)
    for charge in reading.charges:
        if charge.billed_cost:
            sums[charge.day, charge.sub_account, charge.model, person(charge.person)] += charge.billed_cost
    return dict(sums)
