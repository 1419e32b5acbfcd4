"""The console surface: a `Message` as plain text that reads well in a terminal, a log or a mail.

Lines break between words only, so a long word may stand out; a table whose words do not fit is written row by row.
What could steer a terminal is replaced, so a name may hold anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from bot.facts.message import Actions, Chart, Element, Facts, Heading, Headline, Message, Note, Paragraph, Table
from bot.surfaces.chart_bars import bars
from bot.surfaces.columns import GAP, clean, grid, width, wrapped

WIDTH = 88
SEPARATOR = " · "


class Console:
    """Plain text for people at a terminal."""

    name: ClassVar[str] = "console"

    def render(self, message: Message) -> str:
        """The message as text that ends with a line break."""
        return render(message)


def render(message: Message) -> str:
    """The message as text: its title underlined, then its elements with an empty line between them.

    The summary is left out when the elements say the same at more length.
    """
    says_itself = any(isinstance(each, Headline | Paragraph | Facts | Table) for each in message.elements)
    title = wrapped(message.title, WIDTH)
    blocks = [[*title, "─" * max(map(width, title))]]
    if not says_itself:
        blocks.append(wrapped(message.summary, WIDTH))
    blocks += [_lines(each) for each in message.elements]
    return "\n\n".join("\n".join(block) for block in blocks if any(block)) + "\n"


def _lines(element: Element) -> list[str]:
    match element:
        case Heading(text) | Paragraph(text) | Note(text):
            return wrapped(text, WIDTH)
        case Headline():
            return _headline(element)
        case Facts(pairs):
            return _facts(pairs)
        case Table(columns, rows):
            return _table(columns, rows)
        case Chart():
            return bars(element, WIDTH)
        case Actions(buttons):
            return wrapped(GAP.join(f"[{button.label}]" for button in buttons), WIDTH)


def _headline(headline: Headline) -> list[str]:
    """The figure with what it counts beside it, and below that how it compares."""
    figure = clean(headline.figure)
    indent = " " * width(f"  {figure}{GAP}")
    room = WIDTH - len(indent)
    beside = [*wrapped(headline.label, room), *(line for line in _parts(headline.detail, room) if line)]
    return [f"  {figure}{GAP}{beside[0]}", *(f"{indent}{line}" for line in beside[1:])]


def _parts(text: str, room: int) -> list[str]:
    """The text wrapped, at its middle dots where that is enough."""
    lines = [""]
    for part in clean(text).split(SEPARATOR):
        joined = f"{lines[-1]}{SEPARATOR}{part}" if lines[-1] else part
        if width(joined) <= room or not lines[-1]:
            lines[-1] = joined
        else:
            lines[-1] += SEPARATOR.rstrip()
            lines.append(part)
    return [line for long in lines for line in wrapped(long, room)]


def _facts(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return grid(pairs, WIDTH) or [line for name, value in pairs for line in wrapped(f"{name}: {value}", WIDTH)]


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The columns' names ruled off from their rows; without room for that, every row as a list."""
    return grid([columns, *rows], WIDTH, ruled=True) or _row_by_row(columns, rows)


def _row_by_row(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return wrapped(GAP.join(columns), WIDTH)
    return [
        line
        for row in rows
        for name, cell in zip(columns, row, strict=True)
        for line in wrapped(f"{name}: {cell}", WIDTH)
    ]
