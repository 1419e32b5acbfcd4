"""What each model is metered by, and at what list price. Prices are Larkspur's own, not anybody's price list."""

from dataclasses import dataclass
from decimal import Decimal

MILLION = Decimal(1_000_000)
DISCOUNTED = Decimal("0.925")  # Larkspur's contract at Anthropic: 7.5 % off list


@dataclass(frozen=True)
class Meter:
    """One kind of unit: its name at the provider, USD per million units, and its usual part of a bill.

    `unit` is what costs call it, and `usage` the report in which OpenAI counts it.
    """

    name: str
    price: Decimal
    part: float
    unit: str | None = "tokens"
    usage: str = "completions"


def _meters(*rows: tuple[str, str, float]) -> tuple[Meter, ...]:
    return tuple(Meter(name, Decimal(price), part) for name, price, part in rows)


def _openai(name: str, price: str, unit: str | None, usage: str) -> tuple[Meter, ...]:
    return (Meter(name, Decimal(price), 1.0, unit, usage),)


def _astra(model: str) -> tuple[Meter, ...]:
    return _meters(  # a contract price with six decimals, so that amounts reach twelve
        (f"{model}, input_tokens", "2.183475", 0.40),
        (f"{model}, cached_input_tokens", "0.218348", 0.10),
        (f"{model}, output_tokens", "13.100851", 0.50),
    )


OPENAI_METERS = {
    "gpt-5.4-2026-03-05": _meters(
        ("gpt-5.4-2026-03-05, input", "2.5", 0.42),
        ("gpt-5.4-2026-03-05, cached input", "0.25", 0.08),
        ("gpt-5.4-2026-03-05, output", "15", 0.50),
    ),
    "gpt-6-astra": _astra("gpt-6-astra"),
    "gpt-6-astra-2026-10-12": _astra("gpt-6-astra-2026-10-12"),
    "text-embedding-3-large": _openai("text-embedding-3-large, input", "0.13", "tokens", "embeddings"),
    "gpt-image-2": _openai("gpt-image-2, 1024x1024", "40000", "images", "images"),
    "tts-1": _openai("tts-1", "15", "characters", "audio_speeches"),
    "whisper-1": _openai("whisper", "100", "duration_seconds", "audio_transcriptions"),
    "file search storage": _openai("file search storage", "4166.6", "gibibyte_hours", "vector_stores"),
    "file search": _openai("file search tool calls", "2500", None, "file_search_calls"),
    "code interpreter": _openai("code interpreter sessions", "30000", "sessions", "code_interpreter_sessions"),
}
FREE_MODEL = "omni-moderation-latest"
FREE_LINE_ITEM = f"{FREE_MODEL}, input_tokens"
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
