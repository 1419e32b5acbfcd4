"""Products and quotients of money: to 60 digits, and rounded once, half to even, to the nano."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from bot.facts.money import NANO, NANOS_PER_UNIT

EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


def rounded(value: Decimal) -> Decimal:
    """The value to 1e-9."""
    return value.quantize(NANO, context=EXACT)


def product(*factors: Decimal) -> Decimal:
    """The product of the factors to 1e-9."""
    whole = Decimal(1)
    for factor in factors:
        whole = EXACT.multiply(whole, factor)
    return rounded(whole)


def quotient(of: Decimal, by: Decimal) -> Decimal:
    """The one divided by the other, which is not zero, to 1e-9."""
    return rounded(EXACT.divide(of, by))


def part(of: Decimal, share: Fraction) -> Decimal:
    """The share of an amount to 1e-9, rounded towards zero, so that parts never come to more than the whole."""
    exact = Fraction(of) * share * NANOS_PER_UNIT
    nanos = abs(exact.numerator) // exact.denominator
    return rounded(Decimal(nanos if exact >= 0 else -nanos).scaleb(-9, context=EXACT))
