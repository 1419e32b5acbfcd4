"""What metered use comes to, or why that is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.facts.tokens import TokenKind


class PriceSource(StrEnum):
    """Where the prices come from: the list alone, what was agreed for any of the tokens, or no price was needed."""

    LIST = "list"
    AGREED = "agreed"
    LOCAL = "local"


@dataclass(frozen=True, kw_only=True)
class Priced:
    """What the tokens come to by kind, exactly: an estimate, whatever a bill says is truer (AC-A12)."""

    parts: Mapping[TokenKind, Decimal]
    currency: str = "USD"
    source: PriceSource = PriceSource.LIST

    @property
    def amount(self) -> Decimal:
        """What all of it comes to: the parts and nothing else (AC-A6)."""
        return sum(self.parts.values(), Decimal(0))


@dataclass(frozen=True)
class Unpriced:
    """Nobody knows what it comes to; the reason is a few words that name the model."""

    reason: str
