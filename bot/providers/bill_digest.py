"""What tells one row of a bill from another."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType

from bot.providers.bill_cells import number

_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII).fullmatch
_NONE: Mapping[str, Callable[[str], str]] = MappingProxyType({})


def digest(
    row: Mapping[str, str], *, but: Container[str] = (), one_way: Mapping[str, Callable[[str], str]] = _NONE
) -> bytes:
    """16 bytes that say what a row holds, for any letter case of its columns; `row` is in the order of their names.

    The columns in `but` are left out; the cells of those in `one_way` are said as these write them. A file with a NUL
    byte is refused, so the NULs between names and values cannot be taken for content.
    """
    content = [name for name in row if name not in but]
    way = one_way.get
    said = [row[name] if (put := way(name)) is None else put(row[name]) for name in content]
    return blake2b("\0".join([_names(tuple(content)), *said]).encode(), digest_size=16).digest()


def written(row: Mapping[str, str], one_way: Mapping[str, Callable[[str], str]]) -> dict[str, str]:
    """The row with the cells of the columns in `one_way` as these write them: what `digest` tells rows apart by."""
    return {name: one_way[name](cell) if name in one_way else cell for name, cell in row.items()}


@lru_cache(maxsize=1024)
def _names(content: tuple[str, ...]) -> str:
    return "\0".join(content).lower()


def one_number(text: str) -> str:
    """A number without what makes no difference; what is none stays as it stands."""
    if not _PLAIN(text):
        try:
            text = f"{number(text):f}"
        except ValueError:
            return text
    return text.rstrip("0").rstrip(".") if "." in text else text
