"""What each model is metered by, and at what list price. Prices are Larkspur's own, not anybody's price list."""

from dataclasses import dataclass
from decimal import Decimal

MILLION = Decimal(1_000_000)
DISCOUNTED = Decimal("0.925")  # Larkspur's contract at Anthropic: 7.5 % off list


@dataclass(frozen=True)
class Meter:
    """One kind of unit: its name at the provider, USD per million units, and its usual part of a bill."""

    name: str
    price: Decimal
    part: float


def _meters(*rows: tuple[str, str, float]) -> tuple[Meter, ...]:
    return tuple(Meter(name, Decimal(price), part) for name, price, part in rows)


OPENAI_METERS = {
    "gpt-5.4-2026-03-05": _meters(
        ("gpt-5.4-2026-03-05, input", "2.5", 0.42),
        ("gpt-5.4-2026-03-05, cached input", "0.25", 0.08),
        ("gpt-5.4-2026-03-05, output", "15", 0.50),
    ),
    "gpt-6-astra": _meters(  # a contract price with six decimals, so that amounts reach twelve
        ("gpt-6-astra, input_tokens", "2.183475", 0.40),
        ("gpt-6-astra, cached_input_tokens", "0.218348", 0.10),
        ("gpt-6-astra, output_tokens", "13.100851", 0.50),
    ),
    "file search storage": _meters(("file search storage", "4166.6", 1.0)),
}
FREE_LINE_ITEM = "omni-moderation-latest, input_tokens"
SEARCH_LINE_ITEM = "web search tool calls"
SEARCH_USD = Decimal("0.01")


def _anthropic(uncached: str, output: str, read: str, write: str) -> tuple[Meter, ...]:
    return _meters(
        ("uncached_input_tokens", uncached, 0.30),
        ("cache_read_input_tokens", read, 0.12),
        ("cache_creation.ephemeral_5m_input_tokens", write, 0.10),
        ("output_tokens", output, 0.48),
    )


ANTHROPIC_METERS = {
    "claude-opus-5-5": _anthropic("5", "25", "0.5", "6.25"),
    "claude-sonnet-5-5": _anthropic("3", "15", "0.3", "3.75"),
    "claude-haiku-5-5": _anthropic("1", "5", "0.1", "1.25"),
}
