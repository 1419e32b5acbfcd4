"""What the shared contract tests must know of each provider's answers to ask the same of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Shape:
    """`first` is the recording that tests of the provider itself use; `amount`, `needed` and `texts` are fields of its
    first needed answer: money, what a reading cannot do without, and words that are stored.

    `rows` are the lists whose order means nothing. `empty` is an answer without rows. `refusals` are the statuses at
    which it asks in another way instead of giving up. `pages` says that a page tells whether more follow by `has_more`,
    `listings` that names come from lists that are no costs, and `probe` what parameters keep its probe small.
    """

    first: str
    amount: str
    needed: tuple[str, ...]
    texts: tuple[str, ...]
    rows: tuple[str, ...] = ("data",)
    empty: Any = field(default_factory=lambda: {"data": [], "has_more": False})
    refusals: frozenset[int] = frozenset()
    pages: bool = True
    listings: bool = True
    probe: Mapping[str, str] = field(default_factory=lambda: {"limit": "1"})


SHAPES: dict[str, Shape] = {
    "openai": Shape(
        first="three_pages",
        amount="value",
        needed=("data", "start_time", "end_time", "results", "amount", "value", "currency", "has_more"),
        texts=("currency", "api_key_id"),
        rows=("data", "results"),
    ),
    "anthropic": Shape(
        first="two_chunks",
        amount="amount",
        needed=("data", "starting_at", "ending_at", "group", "cost", "amount", "currency", "has_more"),
        texts=("currency", "api_key_id"),
    ),
    "litellm": Shape(
        first="providers_and_tags",
        amount="spend",
        needed=(
            *("results", "date", "metrics", "spend", "breakdown"),
            *("api_keys", "models", "providers", "api_key_breakdown"),
        ),
        texts=("team_id", "user_email"),
        rows=("results",),
        empty={"results": [], "metadata": {"has_more": False}},
        refusals=frozenset({404}),
        listings=False,
        probe={"api_key_limit": "1"},
    ),
}
