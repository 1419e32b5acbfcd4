"""What work would have cost at the prices of its baseline: a supplier's price cut is no progress (method.md M3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from bot.facts.money import NANO
from bot.value.bridge import Use
from bot.value.exact import EXACT


@dataclass(frozen=True, kw_only=True)
class Repriced:
    """`cost` at the baseline's prices, in the currency of the uses; `as_billed` of it had no price to be priced by."""

    cost: Decimal
    as_billed: Decimal


def at_base_prices(now: Mapping[str, Use], base: Mapping[str, Use]) -> Repriced:
    """The tokens of each model at what a token of it cost in the baseline's window, rounded once to 1e-9.

    What has no such price stays as it was billed and is told: a model that the baseline did not use, cost without
    tokens, and credits.
    """
    cost = as_billed = Decimal(0)
    for model, use in sorted(now.items()):
        then = base.get(model)
        if then is None or min(then.tokens, then.cost, use.tokens, use.cost) <= 0:
            as_billed += use.cost
        else:
            cost = EXACT.add(cost, EXACT.divide(EXACT.multiply(use.tokens, then.cost), then.tokens))
    whole = EXACT.add(cost, as_billed).quantize(NANO, ROUND_HALF_EVEN, context=EXACT)
    return Repriced(cost=whole, as_billed=as_billed)
