"""What a workflow returns per unit of cost, with its range and at its most generous (method.md 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.facts.policy import Policy
from bot.value.verdicts.inputs import Inputs
from bot.value.worth.returns import most_generous, returned, value_range


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
    cost, variance = inputs.cost, inputs.cost_variance
    if cost is None or cost <= 0:
        return Returns()
    found = None if inputs.weighted is None else returned(inputs.weighted, cost)
    each = None if found is None else found.per_cost
    if variance is None:
        return Returns(each=each)
    low, high = _range(inputs, cost, variance, policy)
    generous = None if inputs.claimed is None else most_generous(inputs.claimed, cost, variance=variance)
    return Returns(each=each, low=low, high=high, generous=generous)


def _range(inputs: Inputs, cost: Decimal, variance: float, policy: Policy) -> tuple[Decimal | None, Decimal | None]:
    if inputs.weighted is None or inputs.main_grade is None:
        return None, None
    found = value_range(inputs.weighted, cost, variance=variance, grade=inputs.main_grade, policy=policy)
    return (None, None) if found is None else (found.low, found.high)
