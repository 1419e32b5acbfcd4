"""Prices for tests, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.facts.price import NegotiatedPrice
from bot.facts.tokens import TokenKind
from bot.ledger.pricing import Priced, Prices, Rate, Unpriced


def price(model: str, per_million: str | None = None, token_type: str | None = None, **fields: Any) -> NegotiatedPrice:
    given: dict[str, Any] = {"provider": "openai", "model": model, "since": date(2026, 1, 1), "token_type": token_type}
    return NegotiatedPrice(**given | {"per_million": per_million and Decimal(per_million)} | fields)


def a_list(rates: Mapping[TokenKind, Rate]) -> Prices:
    return Prices(listed=lambda *_: rates)


def amount(cost: Priced | Unpriced) -> Decimal:
    assert isinstance(cost, Priced), cost
    return cost.amount


def reason(cost: Priced | Unpriced) -> str:
    assert isinstance(cost, Unpriced), cost
    return cost.reason
