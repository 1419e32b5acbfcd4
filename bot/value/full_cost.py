"""What one outcome costs with people in it, and what it saves against the alternative (method.md M3b, M7, M9).

Money is in one currency. Hours are capacity and no money until somebody says where they went (4.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.value.exact import EXACT, rounded

_MINUTES = Decimal(60)


@dataclass(frozen=True, kw_only=True)
class People:
    """What people put into a window: minutes of the planned work and of rework, at a loaded rate by the hour."""

    minutes: Decimal
    rework_minutes: Decimal = Decimal(0)
    rate: Decimal

    @property
    def all_minutes(self) -> Decimal:
        """Planned work and rework."""
        return self.minutes + self.rework_minutes

    @property
    def cost(self) -> Decimal:
        """The minutes at the rate, rounded half to even to 1e-9."""
        return rounded(EXACT.divide(EXACT.multiply(self.all_minutes, self.rate), _MINUTES))


@dataclass(frozen=True, kw_only=True)
class FullCost:
    """`cost` of `outcomes` with everything in it, `each` of one; `ai_share` of it is AI, from 0 to 1."""

    outcomes: int
    cost: Decimal
    each: Decimal
    ai_share: Decimal


@dataclass(frozen=True, kw_only=True)
class Saving:
    """Against the alternative: `each` of one outcome and `gross` of all of them; negative where it costs more."""

    each: Decimal
    gross: Decimal


def full_cost(
    ai: Decimal | None, people: People | None, outcomes: int, *, other: Decimal = Decimal(0)
) -> FullCost | None:
    """The full unit cost (method.md M3b) of a window of net accepted outcomes.

    None where AI cost or people's minutes are not known, and where a window with no outcomes, a credit that is more
    than all spend or a negative part has no cost of one outcome.
    """
    if ai is None or people is None or outcomes <= 0 or min(ai, people.cost, other) < 0:
        return None
    cost = ai + people.cost + other
    if cost == 0:
        return None
    return FullCost(
        outcomes=outcomes,
        cost=cost,
        each=rounded(EXACT.divide(cost, Decimal(outcomes))),
        ai_share=rounded(EXACT.divide(ai, cost)),
    )


def hours_freed(outcomes: int, minutes_before: Decimal, minutes_now: Decimal) -> Decimal:
    """Hours of capacity that the outcomes freed (M7), negative where they added time; 1e-9 of an hour.

    Both minutes are of one outcome, and those of now have review and rework in them (`People.all_minutes`).
    """
    return rounded(EXACT.divide(EXACT.multiply(Decimal(outcomes), minutes_before - minutes_now), _MINUTES))


def saving(alternative: Decimal, now: FullCost) -> Saving:
    """What an outcome saves against the full unit cost of its baseline or alternative (M9); doing nothing costs 0."""
    each = alternative - now.each
    return Saving(each=each, gross=rounded(EXACT.multiply(each, Decimal(now.outcomes))))
