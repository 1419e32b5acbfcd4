"""`Metered`: what was used of one model on one UTC day, as a provider meters it: no money, and never added to any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from bot.facts.tokens import Tokens


class Dimension(StrEnum):
    """What both a bill and its metering may tell apart, by the names these have in `Charge`."""

    BILLING_ACCOUNT = "billing_account"
    SUB_ACCOUNT = "sub_account"
    KEY = "key"
    MODEL = "model"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True)
class Metered:
    """The tokens of all requests that share these dimensions; None where the provider says nobody, as in `Charge`.

    `requests` is how many there were, None where nobody counted. `terms` are what the price depends on beside the
    model, in the words of genai-prices, such as `processing: batch`; standard terms are none. `is_local` says that a
    cache of one's own gave the answers and no provider was asked (AC-A10).
    """

    provider: str
    day: date
    model: str
    tokens: Tokens
    requests: int | None = None
    billing_account: str | None = None
    sub_account: str | None = None
    key: str | None = None
    person: str | None = None
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    terms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    is_local: bool = False

    def __post_init__(self) -> None:
        for kind, count in self.tokens.items():
            if count < 0:
                raise ValueError(f"{self.model} on {self.day}: {count} {kind} tokens are less than none")

    @property
    def input_tokens(self) -> int:
        """All that was read, from a cache or not: what the size of a request means in price lists."""
        return sum(count for kind, count in self.tokens.items() if not kind.is_output)
