"""What one accepted outcome cost in AI: the cases of method.md M3, as far as one window can support them.

The range of a unit cost from eight outcomes up needs weeks, not outcomes (method.md 3.2); it is not made here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from bot.facts.money import NANO
from bot.value.exact import EXACT

FEWEST_FOR_A_UNIT_COST = 8
"""Below this many accepted outcomes counts come first and nothing is compared."""

_MOST_EVENTS_BEHIND_NONE = Decimal("3.00")
"""Zero events bound their mean at 2.996 (one-sided 95%), which M3 rounds to 3.00."""

_GARWOOD = {
    1: (Decimal("0.0253"), Decimal("5.572")),
    2: (Decimal("0.242"), Decimal("7.225")),
    3: (Decimal("0.619"), Decimal("8.767")),
    4: (Decimal("1.090"), Decimal("10.242")),
    5: (Decimal("1.623"), Decimal("11.668")),
    6: (Decimal("2.202"), Decimal("13.059")),
    7: (Decimal("2.814"), Decimal("14.423")),
}
"""Exact 95% limits of a Poisson mean of which so many events were seen (Garwood 1936)."""


@dataclass(frozen=True, kw_only=True)
class NotKnown:
    """The cost is not known, so nothing can be said of one outcome."""

    net: int


@dataclass(frozen=True, kw_only=True)
class TotalsOnly:
    """Reversals or credits dominate, or nothing was spent: both totals, no ratio."""

    cost: Decimal
    currency: str
    net: int


@dataclass(frozen=True, kw_only=True)
class NoneAccepted:
    """Money was spent and nothing accepted; at a steady rate one outcome would cost `at_least` (95%)."""

    cost: Decimal
    currency: str
    at_least: Decimal


@dataclass(frozen=True, kw_only=True)
class FewAccepted:
    """One to seven outcomes: say the count first, then `each` and its 95% range from `low` to `high`."""

    cost: Decimal
    currency: str
    net: int
    each: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, kw_only=True)
class UnitCost:
    """Eight outcomes or more: `each` is a figure that may be printed and compared."""

    cost: Decimal
    currency: str
    net: int
    each: Decimal


Finding = NotKnown | TotalsOnly | NoneAccepted | FewAccepted | UnitCost


def unit_cost(cost: Decimal | None, currency: str, net: int) -> Finding:
    """What `cost` (direct effective cost, None = not known) says of `net` outcomes (accepted less reversed).

    Ratios are in `currency` per outcome, rounded half to even to 1e-9. Formula: method.md M3.
    """
    if cost is None:
        return NotKnown(net=net)
    if net < 0 or cost <= 0:
        return TotalsOnly(cost=cost, currency=currency, net=net)
    if net == 0:
        return NoneAccepted(cost=cost, currency=currency, at_least=_ratio(cost, _MOST_EVENTS_BEHIND_NONE))
    each = _ratio(cost, Decimal(net))
    if net < FEWEST_FOR_A_UNIT_COST:
        fewest, most = _GARWOOD[net]
        low, high = _ratio(cost, most), _ratio(cost, fewest)
        return FewAccepted(cost=cost, currency=currency, net=net, each=each, low=low, high=high)
    return UnitCost(cost=cost, currency=currency, net=net, each=each)


def _ratio(cost: Decimal, count: Decimal) -> Decimal:
    return EXACT.divide(cost, count).quantize(NANO, ROUND_HALF_EVEN, context=EXACT)
