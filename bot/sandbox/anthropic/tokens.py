"""The counts of Anthropic's usage reports, summed from the rows of the company's spend."""

from collections import Counter
from typing import Any

from bot.sandbox.rows import AnthropicRow

_WRITTEN = ("ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens")
_SEARCHES = "web_search"


def add(units: Counter[str], row: AnthropicRow) -> None:
    """Count a row: its tokens by their kind, or its searches. Runs of code are in no count."""
    if row.token_type is not None:
        units[row.token_type] += row.quantity
    elif row.cost_type == _SEARCHES:
        units[_SEARCHES] += row.quantity


def counted(units: Counter[str], *, total: bool = True) -> dict[str, Any]:
    """The counts in the provider's words: cached tokens stand beside the uncached ones, never inside them."""
    tokens = sum(count for kind, count in units.items() if kind != _SEARCHES)
    return {
        "uncached_input_tokens": units["uncached_input_tokens"],
        "cache_read_input_tokens": units["cache_read_input_tokens"],
        "cache_creation": {name: units[f"cache_creation.{name}"] for name in _WRITTEN},
        "output_tokens": units["output_tokens"],
        **({"total_tokens": tokens} if total else {}),
        "server_tool_use": {"web_search_requests": units[_SEARCHES]},
    }
