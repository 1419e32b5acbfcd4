"""A row of OpenAI's usage that counts tokens: each token once, and what its price depends on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from bot.facts.metered import Metered
from bot.facts.tokens import TokenKind, Tokens, cached_inside
from bot.providers.answer import Answer
from bot.providers.openai_buckets import PROVIDER
from bot.providers.openai_people import Who

_STANDARD_TIERS = frozenset({"default", "standard", "auto"})


def metered(day: date, who: Who, row: Answer, *, model: str, requests: int, is_written: bool) -> Metered:
    """The tokens of a row, and what they are told apart by; `is_written` says that such models write any."""
    return Metered(
        provider=PROVIDER,
        day=day,
        model=model,
        tokens=tokens(row, is_written=is_written),
        requests=requests,
        sub_account=row.optional_text("project_id"),
        key=row.optional_text("api_key_id"),
        person=who.person,
        tags=who.tags,
        terms=terms(row),
    )


def tokens(row: Answer, *, is_written: bool = True) -> Tokens:
    """Each token once: cached and cache-write tokens, sound and pictures are parts of `input_tokens` (AC-A7).

    What is said of sound and pictures in the input is beside what came from the cache. All but the two wholes may be
    absent, as in old rows.
    """

    def part(name: str) -> int:
        return row.optional_count(name) or 0

    cached_audio, cached_image = part("input_cached_audio_tokens"), part("input_cached_image_tokens")
    cached = part("input_cached_tokens") - cached_audio - cached_image
    if cached < 0:
        raise row.changed("input_cached_tokens", "is less than the parts it includes")
    parts = {
        TokenKind.CACHE_AUDIO_READ: cached_audio,
        TokenKind.CACHE_IMAGE_READ: cached_image,
        TokenKind.CACHE_READ: cached,
        TokenKind.CACHE_WRITE: part("input_cache_write_tokens"),
        TokenKind.INPUT_AUDIO: part("input_audio_tokens"),
        TokenKind.INPUT_IMAGE: part("input_image_tokens"),
        TokenKind.OUTPUT_AUDIO: part("output_audio_tokens"),
        TokenKind.OUTPUT_IMAGE: part("output_image_tokens"),
    }
    prompt, output = row.count("input_tokens"), row.count("output_tokens") if is_written else 0
    try:
        return cached_inside(prompt=prompt, output=output, parts=parts)
    except ValueError:
        raise row.changed("input_tokens", "or output_tokens is less than a part it includes") from None


def terms(row: Answer) -> Mapping[str, str]:
    """What the price depends on beside the model. Scale Tier is a tier without a price of its own: its tokens are paid
    for by a commitment, so that what they share a line with stays whole.
    """
    if row.optional_flag("batch"):
        return MappingProxyType({"processing": "batch"})
    tier = row.optional_text("service_tier")
    return MappingProxyType({} if tier is None or tier in _STANDARD_TIERS else {"service_tier": tier})
