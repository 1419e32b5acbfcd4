"""`TokenKind`: what a token was to its price, each token being of one kind alone, whatever a provider's counts overlap.

Providers count in two ways, and nothing in their figures says which: the prompt holds the cached tokens (OpenAI,
Gemini, LiteLLM), or they stand beside it (Anthropic). An adapter declares it by the constructor it calls (AC-A7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class TokenKind(StrEnum):
    """The kinds that have prices of their own, in the words of genai-prices (`data_units`) without `_tokens`.

    They stand in the order in which overlapping counts are served: cached tokens first, which cost what cached ones do
    whatever they carry, then those of sound and pictures, then all others.
    """

    CACHE_AUDIO_READ = "cache_audio_read"
    CACHE_IMAGE_READ = "cache_image_read"
    CACHE_READ = "cache_read"
    CACHE_WRITE_1H = "cache_write_1h"
    CACHE_WRITE = "cache_write"
    INPUT_AUDIO = "input_audio"
    INPUT_IMAGE = "input_image"
    INPUT = "input"
    OUTPUT_AUDIO = "output_audio"
    OUTPUT_IMAGE = "output_image"
    OUTPUT = "output"

    @property
    def is_output(self) -> bool:
        """Whether the model wrote it; all others count towards the size of a request."""
        return self.startswith("output")


Tokens = Mapping[TokenKind, int]
"""How many tokens of each kind; a kind that is missing was not used."""

_WORDS = frozenset(
    {"input", "output", "tokens", "text", "audio", "image", "batch", "cached", "uncached", "cache", "read", "write"}
    | {"creation", "ephemeral", "5m", "30m", "1h", "12h"}
)


def cached_inside(*, prompt: int, output: int, parts: Tokens) -> Tokens:
    """The tokens by kind where `prompt` and `output` are wholes and the parts lie inside them.

    Parts may overlap, as those of a cached picture do: each is served in the order of `TokenKind` with what is left of
    its whole, so that the kinds sum to prompt and output exactly (AC-A4). Raises ValueError for a part larger than its
    whole, which is then not inside it.
    """
    wholes = {TokenKind.INPUT: prompt, TokenKind.OUTPUT: output}
    left = dict(wholes)
    served: dict[TokenKind, int] = {}
    for kind in TokenKind:
        whole = TokenKind.OUTPUT if kind.is_output else TokenKind.INPUT
        if kind is whole:
            continue
        count = parts.get(kind, 0)
        if count > wholes[whole]:
            raise ValueError(f"{count} {kind} tokens cannot be inside {wholes[whole]}")
        served[kind] = min(count, left[whole])
        left[whole] -= served[kind]
    return _used(served | left)


def cached_apart(*, uncached: int, output: int, parts: Tokens) -> Tokens:
    """The tokens by kind where the parts are counted beside `uncached` and `output`, and no token twice."""
    return _used({**parts, TokenKind.INPUT: uncached, TokenKind.OUTPUT: output})


def kind_of(token_type: str) -> TokenKind | None:
    """The kind a provider's own word means, None where it means no tokens: `cached input`, `output_tokens`,
    `cache_creation.ephemeral_5m_input_tokens`, but not `web_search`.
    """
    words = set(re.findall(r"[a-z0-9]+", token_type.lower()))
    if not words <= _WORDS:
        return None
    is_read = "cached" in words or {"cache", "read"} <= words
    is_written = "cache" in words and bool(words & {"write", "creation"})
    modality = [word for word in ("audio", "image") if word in words]
    if "output" in words:
        name = ["output", *modality]
    elif is_written:
        name = ["cache", *modality, "write", *(["1h"] if "1h" in words else [])]
    elif is_read:
        name = ["cache", *modality, "read"]
    elif "input" in words:
        name = ["input", *modality]
    else:
        return None
    return next((kind for kind in TokenKind if kind == "_".join(name)), None)


def kinds_of(text: str) -> frozenset[TokenKind]:
    """The kinds that a word, or all words that begin so where it ends in `*`, mean: `cache_*` is what is read from a
    cache and written to it. Empty where there are no such tokens.
    """
    if text.endswith("*"):
        return frozenset(kind for kind in TokenKind if kind.startswith(text[:-1]))
    kind = kind_of(text)
    return frozenset() if kind is None else frozenset({kind})


def _used(counts: Tokens) -> Tokens:
    return MappingProxyType({kind: counts[kind] for kind in TokenKind if counts.get(kind)})
