"""`Rate`: what a million tokens of one kind cost, and from which size of a request on they cost otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.facts.tokens import TokenKind
from bot.ledger.pricing.priced import Unpriced


@dataclass(frozen=True)
class Rate:
    """The price of a million tokens. In a request that reads more than a step's tokens, all cost the step's price."""

    per_million: Decimal
    steps: tuple[tuple[int, Decimal], ...] = ()

    def of_average(self, read: int, requests: int | None) -> Decimal | None:
        """The price in a request of the average size, where `requests` read so much together.

        None where it depends on the size and nobody counted the requests: their sum is no request, and pricing it as
        one came to twice the cost (providers.md 13). What all of them together do not reach, none of them does.
        """
        if not self.steps or read <= self.steps[0][0]:
            return self.per_million
        if not requests:
            return None
        reached = [price for size, price in self.steps if read > size * requests]
        return reached[-1] if reached else self.per_million

    def less(self, discount: Decimal) -> Rate:
        """The same with a part of every price taken off."""
        left = 1 - discount
        return Rate(self.per_million * left, tuple((size, price * left) for size, price in self.steps))


Rates = Mapping[TokenKind, Rate]
"""The kinds that have a price, in USD."""

PriceList = Callable[[str, str, date, tuple[tuple[str, str], ...]], Rates | Unpriced]
"""The rates of a provider's model on a UTC day under terms (see `Metered.terms`, sorted)."""
