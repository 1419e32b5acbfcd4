"""What a workflow returns per unit of cost, with its range and at its most generous (method.md 4.5, 5.1)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from bot.facts.grade import Grade
from bot.facts.money import NANO
from bot.facts.policy import Policy
from bot.value.verdicts.inputs import Inputs

Z80 = 1.2816
"""So many standard deviations to either side hold 80% of a normal distribution."""

_EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, kw_only=True)
class Returns:
    """Value per unit of cost, to 1e-9: `low` to `high` is the 80% range of `each`.

    `generous` takes every claim at face value and the cost at the low end of its range. None is not known.
    """

    each: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    generous: Decimal | None = None


def returns(inputs: Inputs, policy: Policy) -> Returns:
    """What is known of the workflow's returns; nothing where its cost is not known, or not above zero."""
    if inputs.cost is None or inputs.cost <= 0:
        return Returns()
    each = _ratio(inputs.weighted, inputs.cost)
    claimed = _ratio(inputs.claimed, inputs.cost)
    low, high = _range(each, inputs.cost_variance, inputs.main_grade, policy)
    generous = None
    if claimed is not None and inputs.cost_variance is not None:
        spread = _factor(Z80 * math.sqrt(inputs.cost_variance))
        generous = _rounded(claimed * spread if claimed > 0 else claimed / spread)
    return Returns(each=each, low=low, high=high, generous=generous)


def _range(
    each: Decimal | None, variance: float | None, grade: Grade | None, policy: Policy
) -> tuple[Decimal | None, Decimal | None]:
    """exp(ln(V/C) ∓ 1.2816 √(v_cost + s_g²)); of a negative value the end further from zero is the low one."""
    if each is None or variance is None or grade is None:
        return None, None
    spread = _factor(Z80 * math.sqrt(variance + policy.doubts[grade] ** 2))
    ends = sorted((_rounded(each / spread), _rounded(each * spread)))
    return ends[0], ends[1]


def _ratio(value: Decimal | None, cost: Decimal) -> Decimal | None:
    return None if value is None else _rounded(_EXACT.divide(value, cost))


def _factor(logarithm: float) -> Decimal:
    return Decimal(repr(math.exp(logarithm)))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(NANO, ROUND_HALF_EVEN, context=_EXACT)
