"""The page's own style, script and mark: three small files, read once, served under names that change with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TYPES = {"page.css": "text/css", "page.js": "text/javascript", "mark.svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """A file's bytes, its media type, and a version that changes with the bytes."""

    content: bytes
    media_type: str
    version: str


@cache
def asset(name: str) -> Asset | None:
    """The file of that name, None where the page has none such."""
    if name not in _TYPES:
        return None
    content = (Path(__file__).parent / "static" / name).read_bytes()
    return Asset(content, _TYPES[name], hashlib.sha256(content).hexdigest()[:12])


def address(name: str) -> str:
    """Where the page asks for the file; browsers may keep what they find there for ever."""
    found = asset(name)
    if found is None:
        raise LookupError(f"the page has no file {name}; it has {', '.join(sorted(_TYPES))}")
    return f"/static/{name}?v={found.version}"
