"""Pure: which negotiated price holds for one kind of token of a model on a day."""

from __future__ import annotations

from collections.abc import Iterable

from bot.facts.metered import Metered
from bot.facts.price import NegotiatedPrice
from bot.facts.tokens import TokenKind, kinds_of
from bot.ledger.rules import agrees


def agreed(prices: Iterable[NegotiatedPrice], metered: Metered, kind: TokenKind) -> NegotiatedPrice | None:
    """The price in force that names the model most exactly, then the kind, and of equal ones began last."""
    return max((price for price in prices if _holds(price, metered, kind)), key=_exactness, default=None)


def _holds(price: NegotiatedPrice, metered: Metered, kind: TokenKind) -> bool:
    return (
        price.provider == metered.provider
        and price.since <= metered.day
        and (price.until is None or metered.day < price.until)
        and agrees(price.model, metered.model)
        and (price.token_type is None or kind in kinds_of(price.token_type))
    )


def _exactness(price: NegotiatedPrice) -> tuple[object, ...]:
    kind = price.token_type or "*"
    return not price.model.endswith("*"), len(price.model), not kind.endswith("*"), len(kind), price.since
