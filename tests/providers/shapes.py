"""What the shared contract tests must know of each provider's answers to ask the same of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Shape:
    """`first` is the recording that tests of the provider itself use; `amount`, `needed` and `texts` are fields of its
    first needed answer: money, what a reading cannot do without, and words that are stored. Of what is needed
    `flags` are true or false, and any text will do for `words`.

    `rows` are the lists whose order means nothing. `empty` is an answer without rows. `refusals` are the statuses at
    which it asks in another way instead of giving up. `pages` says that a page tells whether more follow by `has_more`,
    `listings` that names come from lists that are no costs, but for those of the kinds in `kept_names`, and `probe`
    what keeps its probe small, as parameters or in a body.
    """

    first: str
    amount: str
    needed: tuple[str, ...]
    texts: tuple[str, ...]
    flags: frozenset[str] = frozenset({"has_more"})
    words: frozenset[str] = frozenset({"currency"})
    rows: tuple[str, ...] = ("data",)
    empty: Any = field(default_factory=lambda: {"data": [], "has_more": False})
    refusals: frozenset[int] = frozenset()
    pages: bool = True
    listings: bool = True
    kept_names: frozenset[str] = frozenset()
    probe: Mapping[str, Any] = field(default_factory=lambda: {"limit": "1"})


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
    "github": Shape(
        first="seats_and_models",
        amount="netAmount",
        needed=("usageItems", "date", "quantity", "grossAmount", "netAmount"),
        texts=("sku", "unitType"),
        rows=("usageItems", "seats"),
        empty={"usageItems": []},
        pages=False,
        listings=False,
        probe={"year": "2026", "month": "11", "day": "20"},
    ),
    "cursor": Shape(
        first="two_pages_of_events",
        amount="chargedCents",
        needed=(
            "totalUsageEventsCount",
            "pagination",
            "numPages",
            "hasNextPage",
            "usageEvents",
            "timestamp",
            "model",
            "kind",
            "isChargeable",
            "chargedCents",
        ),
        texts=("model", "userEmail"),
        flags=frozenset({"hasNextPage", "isChargeable"}),
        words=frozenset({"model", "kind"}),
        rows=("usageEvents", "data", "teamMembers", "teamMemberSpend"),
        empty={
            "totalUsageEventsCount": 0,
            "pagination": {"numPages": 0, "currentPage": 1, "pageSize": 1, "hasNextPage": False},
            "usageEvents": [],
        },
        pages=False,
        listings=False,
        probe={"page": 1, "pageSize": 1},
    ),
    "openrouter": Shape(
        first="keys_and_the_chat",
        amount="usage",
        needed=(
            "data",
            "date",
            "model",
            "model_permaslug",
            "endpoint_id",
            "provider_name",
            "usage",
            "byok_usage_inference",
        ),
        texts=("model", "workspace_id"),
        words=frozenset({"model", "model_permaslug", "endpoint_id", "provider_name"}),
        empty={"data": []},
        pages=False,
        kept_names=frozenset({"key"}),
        probe={"date": "2026-11-17"},
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
