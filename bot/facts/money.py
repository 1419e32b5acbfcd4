"""Exact money: `Decimal` on the wire and on the screen, an integer count of 1e-9 in the store."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

NANO = Decimal("1e-9")
NANOS_PER_UNIT = 1_000_000_000
MAX_NANOS = 2**63 - 1
"""The store's integer is 64 bits wide: amounts up to about 9.2 billion units of a currency."""

_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)
_NANOS = Decimal(NANOS_PER_UNIT)
_multiply = _WIDE.multiply
_MINOR_DIGITS = {
    "JPY": 0,
    "KRW": 0,
    "VND": 0,
    "CLP": 0,
    "ISK": 0,
    "BHD": 3,
    "JOD": 3,
    "KWD": 3,
    "OMR": 3,
    "TND": 3,
}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


def amount(value: object) -> Decimal:
    """Read a provider's number or numeric string exactly; floats go through their shortest decimal form.

    Raises ValueError for anything that is not a finite decimal number.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError(f"{value!r} is not an amount of money")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a decimal number") from None
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a finite number")
    return number


def to_nanos(value: Decimal) -> int:
    """The amount as a count of 1e-9, rounded half to even once; ValueError beyond the store's 64 bits."""
    nanos = round(_multiply(value, _NANOS))  # half to even, which `round` is for a Decimal
    if not -MAX_NANOS <= nanos <= MAX_NANOS:
        raise ValueError(f"{value} is too large for the ledger (at most {MAX_NANOS // NANOS_PER_UNIT})")
    return nanos


def from_nanos(nanos: int) -> Decimal:
    """The amount a stored count of 1e-9 stands for, exactly."""
    return _WIDE.divide(Decimal(nanos), _NANOS)


def plain(value: Decimal) -> str:
    """The amount as a decimal string without exponent and without trailing zeros: the form of our JSON."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def minor_digits(currency: str) -> int:
    """How many digits the currency's smallest coin has (ISO 4217): 2 for USD, 0 for JPY."""
    return _MINOR_DIGITS.get(currency, 2)


def shown(value: Decimal, currency: str, *, whole: bool = False) -> str:
    """The amount as people read it: `$1,234.50`, `-€3.00`, `CHF 12.00`; `whole` drops the cents.

    An amount that is not zero but smaller than the smallest coin is shown as `<$0.01`, never as zero.
    """
    digits = 0 if whole else minor_digits(currency)
    step = Decimal(1).scaleb(-digits)
    rounded = abs(value).quantize(step, ROUND_HALF_EVEN, context=_WIDE)
    sign = _SIGNS.get(currency, f"{currency} ")
    if rounded == 0 and value != 0:
        return f"{'-' if value < 0 else ''}<{sign}{step:f}"
    return f"{'-' if value < 0 else ''}{sign}{rounded:,f}"
