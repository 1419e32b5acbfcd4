"""The price list that genai-prices carries in its wheel: nothing is asked for over the network.

Importing it takes 0.16 s alone, 0.04 s and 6 MB where pydantic is loaded already (measured), so this file is imported
by nothing but the first price that is looked up.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from genai_prices import Usage, calc_price
from genai_prices.types import ModelPrice, PriceCalculation, TieredPrices, TimeOfDateConstraint

from bot.facts.periods import midnight
from bot.facts.price import per_million_refusal
from bot.facts.tokens import TokenKind
from bot.ledger.pricing.priced import Unpriced
from bot.ledger.pricing.rate import Rate, Rates

_BY_THE_REQUEST = "requests_kcount"
_PRICED_AS = {
    TokenKind.INPUT_IMAGE: TokenKind.INPUT,
    TokenKind.CACHE_IMAGE_READ: TokenKind.CACHE_READ,
    TokenKind.OUTPUT_IMAGE: TokenKind.OUTPUT,
}
"""Where a list names no price for pictures, their tokens cost what those of text do. Sound always costs more."""


def rates(provider: str, model: str, day: date, terms: tuple[tuple[str, str], ...]) -> Rates | Unpriced:
    """The rates in force at the beginning of the UTC day.

    Unpriced also where the list would silently fall back on another price: that of standard terms where it has none
    for these, or the price of one hour for a whole day.
    """
    at, wanted = midnight(day), dict(terms)
    try:
        found = calc_price(Usage(), model, provider_id=provider, genai_request_timestamp=at, price_context=wanted)
    except LookupError:
        return Unpriced(f"no price for {model}")
    missing = wanted.items() - _known_terms(found, at)
    if missing:
        return Unpriced(f"no price for {model} with {', '.join(sorted(value for _, value in missing))}")
    if _depends_on_the_hour(found):
        return Unpriced(f"the price of {model} depends on the hour")
    price = found.model_price
    if getattr(price, _BY_THE_REQUEST) is not None:
        return Unpriced(f"{model} costs by the request as well")
    named = {kind: rate for kind in TokenKind if (rate := _rate(price, kind)) is not None}
    if any(per_million_refusal(amount, "USD") for rate in named.values() for amount in _amounts(rate)):
        return Unpriced(f"the listed price of {model} cannot be right")
    alike = {kind: named[text] for kind, text in _PRICED_AS.items() if text in named}
    return alike | named


def _known_terms(found: PriceCalculation, at: datetime) -> set[tuple[str, str]]:
    """The terms that the list has prices for; another provider's prices are taken without any."""
    if not any(found.model is model for model in found.provider.models):
        return set()
    variants = [one for one in found.model.price_variants or () if one.constraint is None or one.constraint.active(at)]
    return {term for one in variants for term in one.when.items()}


def _depends_on_the_hour(found: PriceCalculation) -> bool:
    prices = found.model.prices
    return not isinstance(prices, ModelPrice) and any(
        isinstance(one.constraint, TimeOfDateConstraint) for one in prices
    )


def _rate(price: ModelPrice, kind: TokenKind) -> Rate | None:
    value: Decimal | TieredPrices | None = getattr(price, f"{kind}_mtok")
    if isinstance(value, TieredPrices):
        return Rate(value.base, tuple((tier.start, tier.price) for tier in value.tiers))
    return None if value is None else Rate(value)


def _amounts(rate: Rate) -> tuple[Decimal, ...]:
    return rate.per_million, *(price for _, price in rate.steps)
