"""What the value returns on its cost: net value, ROI, value per unit of cost with its range, payback (method.md 4.5).

`value` is always the evidence-weighted value that counts for a return (`Ledgers.returned`), and all money is in one
currency. A return on a cost of nothing, or on a credit, is not known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from bot.facts.grade import Grade
from bot.facts.policy import Policy
from bot.value.exact import EXACT, product, quotient, rounded

NORMAL_80 = 1.2816
"""The standard normal quantile at 0.90, whose range holds 80%."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a window cost: AI, running it beyond that, and the part of the one-off cost that falls into it."""

    ai: Decimal
    run: Decimal = Decimal(0)
    one_off: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.ai + self.run + self.one_off


@dataclass(frozen=True, kw_only=True)
class Return:
    """Weighted value less cost, and both by the cost: `roi` 1.29 is 129%; `per_cost` is V/C, what 1 of cost returns."""

    net: Decimal
    roi: Decimal
    per_cost: Decimal


@dataclass(frozen=True, kw_only=True)
class ValueRange:
    """V/C with its 80% range; both ends None where there is no value, for which no logarithm is known."""

    each: Decimal
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Payback:
    """After so many months the one-off cost is paid back."""

    months: Decimal


@dataclass(frozen=True)
class Never:
    """The value of a month does not exceed its run cost, so the one-off cost is never paid back."""


def amortised(one_off: Decimal, months: int, of: int) -> Decimal:
    """The part of a one-off cost that falls into so many of the `of` months it is spread over evenly, to 1e-9."""
    if of < 1:
        raise ValueError(f"a one-off cost is spread over a month or more, not {of}")
    return quotient(EXACT.multiply(one_off, Decimal(min(max(months, 0), of))), Decimal(of))


def returned(value: Decimal, cost: Decimal) -> Return | None:
    """Net value, ROI and V/C of a window; None where it cost nothing or less."""
    if cost <= 0:
        return None
    net = EXACT.subtract(value, cost)
    return Return(net=rounded(net), roi=quotient(net, cost), per_cost=quotient(value, cost))


def value_range(value: Decimal, cost: Decimal, *, variance: float, grade: Grade, policy: Policy) -> ValueRange | None:
    """V/C with its 80% range: ln(V/C) ∓ 1.2816 √(variance + s²) (method.md 4.5); None where it cost nothing or less.

    `variance` is that of the logarithm of the unit cost (3.2), s the policy's doubt about the grade that carries the
    largest part of the value (`Worth.largest_grade`).
    """
    if cost <= 0:
        return None
    each = EXACT.divide(value, cost)
    if value <= 0:
        return ValueRange(each=rounded(each), low=None, high=None)
    half = NORMAL_80 * math.sqrt(variance + policy.doubts[grade] ** 2)
    low, high = (product(each, Decimal(math.exp(side * half))) for side in (-1, 1))
    return ValueRange(each=rounded(each), low=low, high=high)


def most_generous(at_face_value: Decimal, cost: Decimal, *, variance: float) -> Decimal | None:
    """The most generous V/C: every claim believed, and the cost at the low end of its range (method.md 5.1)."""
    if cost <= 0:
        return None
    return product(EXACT.divide(at_face_value, cost), Decimal(math.exp(NORMAL_80 * math.sqrt(variance))))


def payback(one_off: Decimal, monthly_value: Decimal, monthly_run_cost: Decimal) -> Payback | Never:
    """How many months of value beyond run cost the one-off cost takes (method.md 4.5)."""
    left = EXACT.subtract(monthly_value, monthly_run_cost)
    if left <= 0:
        return Never()
    return Payback(months=quotient(one_off, left))
