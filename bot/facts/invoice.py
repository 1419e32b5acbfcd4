"""`Invoice`: what a provider asked for a month, as the organisation typed it in (method.md M1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """An invoice of a provider, or for what one connection reads, over the UTC days of the month that `month` begins.

    Exactly one of `provider` and `connection` is given. Several invoices of one month and currency add up; their
    numbers tell them apart.
    """

    month: date
    amount: Decimal
    currency: str
    provider: str | None = None
    connection: str | None = None
    number: str | None = None

    @property
    def of(self) -> str:
        """Whose it is, in words: `openai`, or `connection openai-research`."""
        return self.provider or f"connection {self.connection}"
