"""`NegotiatedPrice`: what an organisation agreed to pay per unit, from a date (AC-A11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.facts.money import plain

MILLION = 1_000_000
_LARGE_UNITS = frozenset({"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD"})
_MOST_SMALL_UNITS = 100_000
"""No currency that a bill is written in has more of its units in a dollar."""
_LEAST = Decimal("0.0001")
"""A tenth of the lowest price of a million tokens in any list, and about the highest of one token."""


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


def refusal(price: NegotiatedPrice) -> str | None:
    """Why the price cannot be meant as it stands and what to write instead, None where it can be (AC-A8)."""
    if (price.per_million is None) == (price.discount is None):
        return "a price is either per_million or a discount off the list price; write one of the two"
    if price.discount is not None and not 0 < price.discount <= 1:
        return f"a discount of {plain(price.discount)} is none; write 0.15 for 15 % off, and at most 1"
    return None if price.per_million is None else per_million_refusal(price.per_million, price.currency)


def per_million_refusal(amount: Decimal, currency: str) -> str | None:
    """Why the amount cannot be the price of a million tokens, None where it can.

    More than a dollar for one token is no price of today, and next to nothing is the price of one token.
    """
    per_token = 1 if currency in _LARGE_UNITS else _MOST_SMALL_UNITS
    said = f"{plain(amount)} {currency} for a million tokens"
    if amount < 0:
        return f"{said} is less than nothing; write what a million tokens cost"
    if amount > per_token * MILLION:
        return f"{said} is more than {per_token} {currency} for each; write what a million tokens cost"
    if 0 < amount < _LEAST:
        return f"{said} looks like the price of one token; write what a million tokens cost"
    return None
