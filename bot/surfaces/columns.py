"""Plain text in columns: how wide it stands, where it may break, how cells line up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

GAP = "  "
_REPLACED = "\ufffd"
_STEERS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Control characters, lone surrogates, and signs that turn the direction of writing: what could make a line read as
something else."""


def clean(text: str) -> str:
    """The text on one line with single spaces; what could steer a terminal becomes U+FFFD."""
    return _STEERS.sub(_REPLACED, " ".join(text.split()))


def width(text: str) -> int:
    """How many columns a clean text takes: wide East Asian signs two, combining marks none."""
    return sum(_sign_width(sign) for sign in text)


def padded(text: str, columns: int) -> str:
    """The text with spaces after it up to so many columns."""
    return text + " " * (columns - width(text))


def padded_left(text: str, columns: int) -> str:
    """The text with spaces before it up to so many columns."""
    return " " * (columns - width(text)) + text


def wrapped(text: str, columns: int) -> list[str]:
    """The text's words on lines of at most so many columns; a longer word has a line of its own. Never empty."""
    lines = [""]
    for word in clean(text).split():
        if lines[-1] and width(lines[-1]) + 1 + width(word) > columns:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines


def grid(rows: Sequence[Sequence[str]], columns: int, *, ruled: bool = False) -> list[str] | None:
    """The rows with their cells under each other, wrapped where needed; None where their words do not fit.

    `ruled` draws a line under the first row.
    """
    widths = _widths(rows, columns)
    if widths is None:
        return None
    rule = [GAP.join("─" * each for each in widths)] if ruled else []
    head = [line for row in rows[:1] for line in _grid_row(row, widths)]
    return [*head, *rule, *(line for row in rows[1:] for line in _grid_row(row, widths))]


def _grid_row(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    cells = [wrapped(cell, columns) for cell, columns in zip(row, widths, strict=True)]
    for n in range(max(map(len, cells), default=0)):
        parts = [cell[n] if n < len(cell) else "" for cell in cells]
        yield GAP.join(padded(part, columns) for part, columns in zip(parts, widths, strict=True)).rstrip()


def _widths(rows: Sequence[Sequence[str]], columns: int) -> list[int] | None:
    """A width for each column: its widest cell, the widest columns narrowed until all fit, never below a word."""
    turned = [[clean(cell) for cell in column] for column in zip(*rows, strict=True)]
    least = [max((width(word) for cell in column for word in cell.split()), default=0) for column in turned]
    widths = [min(max(map(width, column)), columns) for column in turned]
    room = columns - len(GAP) * (len(widths) - 1)
    while sum(widths) > room:
        wide = [n for n in range(len(widths)) if widths[n] > least[n]]
        if not wide:
            return None
        widths[max(wide, key=lambda n: widths[n])] -= 1
    return widths


def _sign_width(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1
