"""`NegotiatedPrice`: what an organisation agreed to pay per unit, from a date (AC-A11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class NegotiatedPrice:
    """From `since` (in) to `until` (out): `per_million` units of `currency` for a million tokens of one kind, or a
    `discount` (0.15 = 15 % off the list price). A `model` or `token_type` ending in `*` means all that begin so.
    """

    provider: str
    model: str
    since: date
    until: date | None = None
    token_type: str | None = None
    per_million: Decimal | None = None
    currency: str = "USD"
    discount: Decimal | None = None
