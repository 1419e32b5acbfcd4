"""Why spend moved between two windows: volume, intensity, price and mix, which add up to it exactly (method.md M14).

The logarithmic mean Divisia index in its additive form (LMDI-I; B. W. Ang, Energy Policy 33, 2005): the effect of a
factor x is L(C1, C0) · ln(x1/x0), L being the logarithmic mean (C1 - C0) / ln(C1/C0). Each effect is computed to 50
digits and rounded once to the nano, so that the four are the difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

from bot.facts.money import NANOS_PER_UNIT, from_nanos

PRECISION = 50
"""Digits of every logarithm, product and quotient; what a window cost has fewer than thirty."""

_EXACT = Context(prec=PRECISION, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, kw_only=True)
class Use:
    """How many tokens of one model a window used, and what they cost in one currency."""

    tokens: Decimal
    cost: Decimal


@dataclass(frozen=True, kw_only=True)
class Window:
    """Net accepted outcomes, and the use by model: cost = outcomes × tokens per outcome × cost per token."""

    outcomes: int
    models: Mapping[str, Use]

    @property
    def tokens(self) -> Decimal:
        """All tokens of the window."""
        return sum((use.tokens for use in self.models.values()), Decimal(0))

    @property
    def cost(self) -> Decimal:
        """All cost of the window."""
        return sum((use.cost for use in self.models.values()), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """From `before` to `after` in one currency: the four effects add up to the difference, to the nano.

    `volume` is more or fewer outcomes, `intensity` tokens per outcome, `price` what the models used in both windows
    cost per token, `mix` what the average token cost beyond that, because others were used. All four are None where
    they cannot be told apart: then the difference alone is known.
    """

    before: Decimal
    after: Decimal
    volume: Decimal | None = None
    intensity: Decimal | None = None
    price: Decimal | None = None
    mix: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        """What was spent more; less, where it is negative."""
        return self.after - self.before


def bridge(before: Window, after: Window) -> Bridge:
    """Why the cost moved from one window to the other; both are of the same work, in one currency.

    Where a window has no outcomes, tokens or cost (or a credit), it is the plain difference. A model that is in one
    window only, and cost without tokens, has no price to compare: what it changed is mix, the limit of the formula
    (B. W. Ang and N. Liu, Energy Policy 35, 2007).
    """
    old, new = _factors(before), _factors(after)
    if min(*old, *new) <= 0:
        return Bridge(before=before.cost, after=after.cost)
    weight = _mean(after.cost, before.cost)
    volume, intensity, average = (_effect(weight, now, then) for now, then in zip(new, old, strict=True))
    price = Decimal(0)
    for model in _priced(before, after):
        price = _EXACT.add(price, _price(before.models[model], after.models[model]))
    effects = [volume, intensity, price, _EXACT.subtract(average, price)]
    volume, intensity, price, mix = _rounded(effects, after.cost - before.cost)
    return Bridge(before=before.cost, after=after.cost, volume=volume, intensity=intensity, price=price, mix=mix)


def _factors(window: Window) -> tuple[Decimal, Decimal, Decimal]:
    """Outcomes, tokens per outcome and cost per token; zeros where one of them cannot be."""
    outcomes, tokens, cost = Decimal(window.outcomes), window.tokens, window.cost
    if min(outcomes, tokens, cost) <= 0:
        return Decimal(0), Decimal(0), Decimal(0)
    return outcomes, _EXACT.divide(tokens, outcomes), _EXACT.divide(cost, tokens)


def _priced(before: Window, after: Window) -> list[str]:
    """The models with tokens and a cost in both windows."""
    return [
        model
        for model in sorted({*before.models} & {*after.models})
        if all(min(use.tokens, use.cost) > 0 for use in (before.models[model], after.models[model]))
    ]


def _price(old: Use, new: Use) -> Decimal:
    per_token = _EXACT.divide(old.cost, old.tokens), _EXACT.divide(new.cost, new.tokens)
    return _effect(_mean(new.cost, old.cost), per_token[1], per_token[0])


def _effect(weight: Decimal, now: Decimal, then: Decimal) -> Decimal:
    return _EXACT.multiply(weight, _EXACT.ln(_EXACT.divide(now, then)))


def _mean(one: Decimal, other: Decimal) -> Decimal:
    """The logarithmic mean of two positive amounts, which of equal ones is themselves."""
    if one == other:
        return one
    return _EXACT.divide(_EXACT.subtract(one, other), _EXACT.ln(_EXACT.divide(one, other)))


def _rounded(effects: Sequence[Decimal], whole: Decimal) -> tuple[Decimal, ...]:
    """The effects in whole nanos that add up to the whole; the largest fractions are rounded up, the earlier first."""
    exact = [_EXACT.multiply(effect, NANOS_PER_UNIT) for effect in effects]
    floors = [int(part.to_integral_value(ROUND_FLOOR)) for part in exact]
    left = int(_EXACT.multiply(whole, NANOS_PER_UNIT)) - sum(floors)
    raised = sorted(range(len(exact)), key=lambda at: floors[at] - exact[at])[:left]
    return tuple(from_nanos(floor + (at in raised)) for at, floor in enumerate(floors))
