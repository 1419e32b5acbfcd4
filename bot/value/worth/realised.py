"""How much of a business case has come about: cumulative value by cumulative plan, its ramp in it (method.md 4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.value.exact import EXACT, product, quotient, rounded

UNDISCOUNTED_MONTHS = 12
"""Benefits of later months are discounted (method.md 4.5)."""

_MONTHS = Decimal(12)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a case expects of a month once its ramp is over; `ramp` is the share of it in each month before, 0 to 1."""

    monthly: Decimal
    ramp: tuple[Decimal, ...] = ()

    def month(self, number: int) -> Decimal:
        """What is planned for a month, the first being 1."""
        return product(self.monthly, self.ramp[number - 1] if number <= len(self.ramp) else Decimal(1))


@dataclass(frozen=True, kw_only=True)
class Realised:
    """The weighted value to date and what was planned to date, both discounted alike; `share` 0.8 is 80%."""

    value: Decimal
    planned: Decimal
    share: Decimal


@dataclass(frozen=True)
class Ramp:
    """Nothing is planned to date, so nothing can be missing."""


def realised(months: Sequence[Decimal], plan: Plan, *, rate: Decimal | None = None) -> Realised | Ramp:
    """The weighted value of each month since the start, held against the plan to date.

    `rate` is finance's, by year; ValueError where there are more than twelve months and none is given.
    """
    planned = present([plan.month(number) for number in range(1, len(months) + 1)], rate)
    if planned <= 0:
        return Ramp()
    value = present(months, rate)
    return Realised(value=value, planned=planned, share=quotient(value, planned))


def present(months: Sequence[Decimal], rate: Decimal | None) -> Decimal:
    """The sum of the months, each later than the twelfth discounted for the time beyond it, to 1e-9."""
    if len(months) > UNDISCOUNTED_MONTHS and rate is None:
        raise ValueError("benefits beyond 12 months are discounted: ask finance for the rate of a year")
    total = sum(months[:UNDISCOUNTED_MONTHS], Decimal(0))
    for beyond, amount in enumerate(months[UNDISCOUNTED_MONTHS:], start=1):
        growth = EXACT.add(Decimal(1), rate or Decimal(0))
        total = EXACT.add(total, EXACT.divide(amount, EXACT.power(growth, EXACT.divide(Decimal(beyond), _MONTHS))))
    return rounded(total)
