"""Text as Slack takes it: made harmless, measured the strict way, cut where everybody sees it.

slack.md 1.6: only `&`, `<` and `>` are escaped, and only in the top-level text; plain text, rich text and raw cells
parse nothing.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

from bot.surfaces.columns import clean

NOTHING = "–"
"""Stands where Slack refuses an empty text."""
CUT = "…"

_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cf", "Mn"})


def shown(text: str) -> str:
    """The text on one line without what steers or turns it; empty when a reader would see nothing of it."""
    words = clean(text)
    return "" if all(unicodedata.category(sign) in _UNSEEN for sign in words) else words


def filled(text: str) -> str:
    """The same, but a dash instead of nothing."""
    return shown(text) or NOTHING


def escaped(text: str) -> str:
    """The text for Slack's top-level `text`, where nothing of it pings, links or looks like markup of ours."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def length(text: str) -> int:
    """How long Slack may find the text at most: escaped, and an emoji counted as two."""
    return len(escaped(text).encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int, ending: str = CUT) -> str:
    """The whole text, or its beginning with `ending`, at most so long."""
    if length(text) <= most:
        return text
    return text[: _fitting(text, most - length(ending))].rstrip() + ending


def chunks(text: str, most: int) -> list[str]:
    """The text in pieces of at most that length, parted at spaces where there are any. Nothing gives no piece."""
    found = []
    rest = text
    while length(rest) > most:
        end = _fitting(rest, most)
        space = rest.rfind(" ", 1, end + 1)
        end = space if space > 0 else end
        found.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [piece for piece in [*found, rest] if piece]


def distinct(names: Sequence[str], most: int) -> list[str]:
    """The names, cut to that length, with a number behind those that would be there twice."""
    found: list[str] = []
    for name in names:
        short, n = cut(name, most), 1
        while short in found:
            n += 1
            short = cut(name, most - len(f" {n}")) + f" {n}"
        found.append(short)
    return found


def _fitting(text: str, most: int) -> int:
    """How many of its first signs are at most that long together."""
    return bisect_right(range(min(len(text), max(most, 0)) + 1), most, key=lambda count: length(text[:count])) - 1
