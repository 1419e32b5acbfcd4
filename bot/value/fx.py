"""Pure: amounts into another currency, exactly, and the sentence that says at which rate (method.md 2.0)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import lcm

from bot.facts.money import NANOS_PER_UNIT, from_nanos, plain
from bot.facts.rates import EURO, Rates

_DIGITS = 4


def convert(amount: Decimal, currency: str, into: str, day: date, rates: Rates) -> Decimal | None:
    """The amount in the currency `into` at the day's reference rate, rounded half to even once to 1e-9.

    None where a rate of the day is not known; an amount that is in the currency already stays as it is.
    """
    if currency == into:
        return amount
    ratio = rates.ratio(day, currency, into)
    return None if ratio is None else at(amount, ratio)


def convert_all(
    amounts: Sequence[Decimal], currency: str, into: str, day: date, rates: Rates
) -> tuple[Decimal, ...] | None:
    """The amounts of one day so converted that they add up to the conversion of their sum, to the nano.

    Each is within 1e-9 of its own conversion. However the same spend is split, its converted parts have one total.
    """
    if currency == into:
        return tuple(amounts)
    ratio = rates.ratio(day, currency, into)
    return None if ratio is None else _all_at(amounts, ratio)


def at(amount: Decimal, ratio: Fraction) -> Decimal:
    """The amount times the ratio, rounded half to even once to 1e-9."""
    return from_nanos(round(Fraction(amount) * ratio * NANOS_PER_UNIT))


def fx_effect(at_reference_rates: Decimal, at_budget_rate: Decimal) -> Decimal:
    """What the change of rates since the budget was made added to spend in the budget's currency (method.md 2.0)."""
    return at_reference_rates - at_budget_rate


def rate_said(currency: str, into: str, day: date, rates: Rates) -> str | None:
    """`1 USD = 0.92 EUR, ECB 20 Nov 2026`: the rate, who published it, and of which day it is.

    None where it is not known, and for one currency into itself. Of a rate between two currencies that are not the
    euro the older day is said, where they differ.
    """
    ratio = rates.ratio(day, currency, into)
    published = [rate for one in (currency, into) if one != EURO for rate in [rates.on(day, one)] if rate is not None]
    if ratio is None or currency == into:
        return None
    oldest = min(rate.day for rate in published)
    sources = " and ".join(sorted({rate.source for rate in published}))
    return f"{ratio_said(ratio, currency, into)}, {sources} {oldest.day} {oldest:%b %Y}"


def ratio_said(ratio: Fraction, currency: str, into: str, *, digits: int = _DIGITS) -> str:
    """`1 USD = 0.92 EUR`: to so many digits, or as many as stand before the point."""
    context = Context(prec=max(digits, len(str(int(ratio)))), rounding=ROUND_HALF_EVEN)
    return f"1 {currency} = {plain(context.divide(Decimal(ratio.numerator), Decimal(ratio.denominator)))} {into}"


def _all_at(amounts: Sequence[Decimal], ratio: Fraction) -> tuple[Decimal, ...]:
    """The largest fractions are rounded up until the parts are the rounded whole; of equal ones the earlier first."""
    given = [amount.as_integer_ratio() for amount in amounts]
    common = lcm(*(denominator for _, denominator in given))
    by, over = ratio.numerator * NANOS_PER_UNIT, ratio.denominator * common
    parts = [divmod(numerator * (common // denominator) * by, over) for numerator, denominator in given]
    whole = round(Fraction(sum(floor for floor, _ in parts) * over + sum(rest for _, rest in parts), over))
    left = whole - sum(floor for floor, _ in parts)
    raised = set(sorted(range(len(parts)), key=lambda place: -parts[place][1])[:left])
    return tuple(from_nanos(floor + (place in raised)) for place, (floor, _) in enumerate(parts))
