"""How a part of a whole is said where it may not be said to be more than it is: use of a budget, time, a chance."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal


def per_cents(ratio: Decimal) -> int:
    """Whole per cents, never more than there are: 79.9% is not said to be 80%."""
    return int((ratio * 100).to_integral_value(ROUND_FLOOR))
