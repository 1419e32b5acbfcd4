"""What a raised budget amounts to on a day: what was spent under an approval stays approved (method.md 6.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Raise:
    """So much more from `since` (in) to `until` (out), in the budget's currency; `amount` is above zero."""

    amount: Decimal
    since: date
    until: date


def effective_budget(
    base: Decimal, raises: Sequence[Raise], *, on: date, spent_before: Callable[[date], Decimal]
) -> Decimal:
    """The amount in force on a day: the base, every raise that is active, and of one that has expired what was used.

    `spent_before` says what the period had spent before a UTC day. Of an expired raise stays what was overspent when it
    expired, up to its amount; the rest lapses, and the next unit of currency is over the budget.
    """
    kept = Decimal(0)
    for expired in sorted((one for one in raises if one.until <= on), key=lambda one: (one.until, one.since)):
        beside = sum(
            (one.amount for one in raises if one is not expired and _is_active(one, expired.until)), Decimal(0)
        )
        over = spent_before(expired.until) - base - kept - beside
        kept += min(max(over, Decimal(0)), expired.amount)
    active = sum((one.amount for one in raises if _is_active(one, on)), Decimal(0))
    return base + kept + active


def _is_active(raised: Raise, day: date) -> bool:
    return raised.since <= day < raised.until
