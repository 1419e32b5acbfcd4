"""A chart's vertical axis: where it starts and ends, and the few round numbers written beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

from bot.facts import money

_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)
_ROUND_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_WANTED_TICKS = 3
_CURRENCY_LETTERS = 3


@dataclass(frozen=True)
class Scale:
    """The values from the lowest to the highest tick; zero always lies between them, so lengths can be compared."""

    ticks: tuple[Decimal, ...]

    def share(self, value: Decimal) -> float:
        """How far up the axis the value stands: 0 at the lowest tick, 1 at the highest."""
        low, high = self.ticks[0], self.ticks[-1]
        return float(_WIDE.divide(_WIDE.subtract(value, low), _WIDE.subtract(high, low)))


def scale_of(values: Iterable[Decimal]) -> Scale:
    """The scale that holds zero and all the values, on round steps of 1, 2, 2.5 or 5 times a power of ten."""
    known = [Decimal(0), *values]
    low, high = min(known), max(known)
    if low == high:
        high = Decimal(1)
    rough = _WIDE.divide(_WIDE.subtract(high, low), Decimal(_WANTED_TICKS))
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(_WIDE.multiply(n, power) for n in _ROUND_STEPS if _WIDE.multiply(n, power) >= rough)
    first = int(_WIDE.divide(low, step).to_integral_value(ROUND_FLOOR))
    last = int(_WIDE.divide(high, step).to_integral_value(ROUND_CEILING))
    return Scale(tuple(_WIDE.multiply(step, Decimal(n)) for n in range(first, last + 1)))


def figure(value: Decimal, unit: str, *, whole: bool = False) -> str:
    """A value in its unit: money when the unit begins with a currency code (`USD per refund`), else the number.

    `whole` drops the part after the point, for round ticks.
    """
    currency = unit.split(" ", 1)[0]
    if len(currency) == _CURRENCY_LETTERS and currency.isascii() and currency.isalpha() and currency.isupper():
        return money.shown(value, currency, whole=whole)
    if value == value.to_integral_value():
        return f"{value:,.0f}"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) >= Decimal("0.01") else money.plain(value)
