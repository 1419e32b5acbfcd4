"""What a reader sees of a payload."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_SHOWN = frozenset({"text", "title", "label", "name", "alt_text", "caption", "fallback", "x_label", "y_label"})


def texts(value: Any) -> Iterator[str]:
    """Every text under a key that is shown, in order."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                if key in _SHOWN:
                    yield inner
            else:
                yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def characters(value: Any) -> int:
    """How many characters a reader sees."""
    return sum(map(len, texts(value)))
