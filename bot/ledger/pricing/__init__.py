"""What metered tokens come to: at list prices, or at what was agreed (FOCUS ListCost and ContractedCost).

Both are estimates. They serve where nothing is billed and as the weights by which a bill is divided; a billed amount
is never replaced by one (AC-A12). What cannot be priced is Unpriced, never zero and never at the price of other tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.facts.metered import Metered
from bot.facts.price import MILLION, NegotiatedPrice, refusal
from bot.facts.tokens import TokenKind
from bot.ledger.pricing.agreed import agreed
from bot.ledger.pricing.priced import Priced, PriceSource, Unpriced
from bot.ledger.pricing.rate import PriceList, Rate, Rates

__all__ = ["PriceList", "PriceSource", "Priced", "Prices", "Rate", "Rates", "Unpriced", "contracted_cost", "list_cost"]


@lru_cache(maxsize=4096)
def listed(provider: str, model: str, day: date, terms: tuple[tuple[str, str], ...]) -> Rates | Unpriced:
    """The rates of the price list that is shipped; it is loaded when the first is asked for."""
    from bot.ledger.pricing import table  # noqa: PLC0415  (nothing without metering pays for it)

    return table.rates(provider, model, day, terms)


@dataclass(frozen=True, kw_only=True)
class Prices:
    """The price list, and what the organisation agreed with its providers; ValueError for a price nobody can mean."""

    agreed: tuple[NegotiatedPrice, ...] = ()
    listed: PriceList = listed

    def __post_init__(self) -> None:
        for price in self.agreed:
            if why := refusal(price):
                raise ValueError(f"the price of {price.model} from {price.since}: {why}")


def list_cost(metered: Metered, prices: Prices) -> Priced | Unpriced:
    """The tokens at list prices in USD, whatever was agreed."""
    return contracted_cost(metered, replace(prices, agreed=()))


def contracted_cost(metered: Metered, prices: Prices) -> Priced | Unpriced:
    """The tokens at the prices agreed for their day, at list prices where none was.

    Each kind is charged once, at its own price: cached tokens without one make the whole Unpriced (AC-A9). Where the
    price steps up with the size of a request, it is that of the average request. An agreed price has no steps.
    """
    if metered.is_local:
        return Priced(parts={}, source=PriceSource.LOCAL)
    rates = prices.listed(metered.provider, metered.model, metered.day, tuple(sorted(metered.terms.items())))
    parts: dict[TokenKind, Decimal] = {}
    currencies: set[str] = set()
    source = PriceSource.LIST
    for kind, count in metered.tokens.items():
        if not count:
            continue
        price = agreed(prices.agreed, metered, kind)
        rate = _rate(metered, kind, price, rates)
        if isinstance(rate, Unpriced):
            return rate
        per_million = rate.of_average(metered.input_tokens, metered.requests)
        if per_million is None:
            return Unpriced(f"the price of {metered.model} depends on the size of requests, which nobody counted")
        parts[kind] = count * per_million / MILLION
        currencies.add(_currency(price))
        source = source if price is None else PriceSource.AGREED
    if len(currencies) > 1:
        return Unpriced(f"{metered.model} has prices in {' and '.join(sorted(currencies))}")
    return Priced(parts=parts, currency=currencies.pop() if currencies else "USD", source=source)


def _rate(
    metered: Metered, kind: TokenKind, price: NegotiatedPrice | None, rates: Mapping[TokenKind, Rate] | Unpriced
) -> Rate | Unpriced:
    if price is not None and price.per_million is not None:
        return Rate(price.per_million)
    if isinstance(rates, Unpriced):
        return rates
    if kind not in rates:
        return Unpriced(f"no price for {kind} tokens of {metered.model}")
    return rates[kind] if price is None or price.discount is None else rates[kind].less(price.discount)


def _currency(price: NegotiatedPrice | None) -> str:
    return "USD" if price is None or price.per_million is None else price.currency
