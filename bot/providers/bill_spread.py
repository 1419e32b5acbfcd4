"""The effective cost of a charge for a longer period, day by day; what was billed stays on the day it starts on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.facts.charge import Charge
from bot.facts.money import from_nanos, to_nanos
from bot.facts.periods import DAY, midnight
from bot.facts.shares import shares

MOST_DAYS = 400
"""A charge for longer than this, such as a commitment of three years, stays whole: a row a day would be too many."""

_INSTANT = timedelta(microseconds=1)


def spread(charge: Charge) -> Iterator[Charge]:
    """The charge itself, or, where its period is longer than a day, one charge for each UTC day of it.

    The effective cost is divided by the time in each day (largest remainder), and the parts sum to it rounded to the
    nano as it would be stored. The first part keeps the id, the whole period, billed and list cost and the quantity;
    the later ones have 0 there where these are known, None where they are not, and are `continued`.
    """
    first, last = charge.day, (charge.ends_at - _INSTANT).date()
    days = (last - first).days + 1
    if charge.ends_at - charge.starts_at <= DAY or days > MOST_DAYS or not charge.effective_cost:
        yield charge
        return
    starts = [charge.starts_at, *(midnight(first + DAY * n) for n in range(1, days))]
    ends = [*starts[1:], charge.ends_at]
    times = [(end - start) // _INSTANT for start, end in zip(starts, ends, strict=True)]
    costs = map(from_nanos, shares(to_nanos(charge.effective_cost), times))
    yield replace(charge, effective_cost=next(costs))
    for start, end, cost in zip(starts[1:], ends[1:], costs, strict=True):
        yield replace(
            charge,
            id=f"{charge.id}@{start.date()}",
            starts_at=start,
            ends_at=end,
            effective_cost=cost,
            billed_cost=_later(charge.billed_cost),
            list_cost=_later(charge.list_cost),
            quantity=_later(charge.quantity),
            continued=True,
        )


def _later(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else Decimal(0)
