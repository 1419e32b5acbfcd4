"""Each element of a message as Block Kit blocks, plain dicts: slack_sdk's own models drop the newest kinds.

No text stands in mrkdwn: header, plain text, rich text and raw cells parse nothing, so no name can ping or link.
The elements are taken to fit their blocks; `slack_pieces` sees to that.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from bot.facts.message import Actions, Button, Chart, Element, Facts, Heading, Headline, Message, Note, Paragraph, Table
from bot.surfaces.slack_chart import drawn
from bot.surfaces.slack_plain import chart_numbers, chart_title, figure_line, lines_of
from bot.surfaces.slack_text import chunks, cut, filled, length, shown

Block = dict[str, Any]

TITLE = 150
BLOCK_TEXT = 2800
"""What one block holds: below Slack's 3,000, so that a block's text with a title also fits the fallback's 4,000."""
NOTE = 2000
ROWS, COLUMNS, CELLS = 100, 20, 10_000
BUTTONS, LABEL, VALUE, ACTION = 25, 75, 2000, 255
_CHARTS, _FIELDS = 2, 10


_SHORT_FACT = 32
"""A figure stands out; a sentence all in bold would not."""


class Level(StrEnum):
    """How much of Block Kit is used, from the newest blocks to none; each a step down after a refusal."""

    FULL = "full"
    NO_CHART = "no_chart"
    CLASSIC = "classic"
    TEXT = "text"


def blocks_of(message: Message, level: Level) -> list[Block]:
    """Title, summary and elements in order; the summary only where no element says it at more length.

    A chart stands below the words and figures that follow it: it fills a screen, and they are read first.
    """
    if level is Level.TEXT:
        return []
    says_itself = any(isinstance(each, Headline | Paragraph | Facts | Table) for each in message.elements)
    blocks = _header(message.title)
    if not says_itself:
        blocks += _paragraph([message.summary], level)
    charts, tables = 0, 0
    for each in _arranged(message.elements):
        if isinstance(each, Chart):
            new = _chart(each, Level.NO_CHART if level is Level.FULL and charts == _CHARTS else level)
            charts += any(block["type"] == "data_visualization" for block in new)
        elif isinstance(each, Table):
            new = _table(each, level if tables == 0 else Level.CLASSIC)
            tables += any(block["type"] == "table" for block in new)
        else:
            new = _element(each, level)
        blocks += new
    return blocks


def _arranged(elements: Sequence[Element]) -> list[Element]:
    small_print = next((n for n, each in enumerate(elements) if isinstance(each, Note | Actions)), len(elements))
    said = elements[:small_print]
    return [*sorted(said, key=lambda each: isinstance(each, Chart)), *elements[small_print:]]


def _element(element: Element, level: Level) -> list[Block]:
    match element:
        case Heading(text):
            return _paragraph([text], level, bold=True)
        case Headline():
            return [*_figure(element, level), *_paragraph([element.detail], level)]
        case Paragraph(text):
            return _paragraph([text], level)
        case Facts(pairs):
            return _facts(pairs, level)
        case Note(text):
            return _note([text])
        case Actions(buttons):
            return _actions(buttons)
    raise AssertionError(f"{type(element).__name__} is rendered where its siblings are counted")


def _header(text: str) -> list[Block]:
    return [{"type": "header", "text": _plain(cut(shown(text), TITLE))}] if shown(text) else []


def _figure(headline: Headline, level: Level) -> list[Block]:
    """The largest letters there are, where they suffice."""
    line = figure_line(headline)
    return _header(line) if length(line) <= TITLE else _paragraph([line], level, bold=True)


def _paragraph(lines: Sequence[str], level: Level, *, bold: bool = False) -> list[Block]:
    text = "\n".join(line for line in map(shown, lines) if line)
    if not text:
        return []
    return [_section(text) if level is Level.CLASSIC else _rich([_run(text, bold=bold)])]


def _facts(pairs: Sequence[tuple[str, str]], level: Level) -> list[Block]:
    """Name and value, a line for each pair; as fields where there is no rich text."""
    said = [(filled(name), filled(value)) for name, value in pairs if shown(name) or shown(value)]
    if not said:
        return []
    if level is Level.CLASSIC:
        return [
            {"type": "section", "fields": [_plain(f"{name}\n{value}") for name, value in said[n : n + _FIELDS]]}
            for n in range(0, len(said), _FIELDS)
        ]
    runs = []
    for n, (name, value) in enumerate(said):
        runs += [_run(f"\n{name}: " if n else f"{name}: "), _run(value, bold=length(value) <= _SHORT_FACT)]
    return [_rich(runs)]


def _table(table: Table, level: Level) -> list[Block]:
    """A table with its columns' names as the first row; a line for each row where there are no tables."""
    if level is Level.CLASSIC or not table.rows or not table.columns:
        return [_section(text) for text in _packed(f"• {line}" for line in lines_of(table) if line)]
    rows = [[_cell(cell) for cell in row] for row in (table.columns, *table.rows)]
    return [{"type": "table", "rows": rows, "column_settings": [{"is_wrapped": True} for _ in table.columns]}]


def _packed(lines: Iterable[str]) -> list[str]:
    """The lines, as many together as a block holds."""
    packed: list[str] = []
    for line in lines:
        if packed and length(packed[-1]) + 1 + length(line) <= BLOCK_TEXT:
            packed[-1] += f"\n{line}"
        else:
            packed.append(line)
    return packed


def _chart(chart: Chart, level: Level) -> list[Block]:
    """The native chart and what it shows in words; without it, its title, the words and the numbers."""
    drawing = drawn(chart) if level is Level.FULL else None
    if drawing is None:
        return [
            *_paragraph([chart_title(chart)], level, bold=True),
            *_paragraph([chart.summary], level),
            *_note(chart_numbers(chart)),
        ]
    left_out = f"Not drawn: {', '.join(drawing.left_out)}." if drawing.left_out else ""
    return [drawing.block, *_note([" ".join(text for text in (shown(chart.summary), left_out) if text)])]


def _note(lines: Iterable[str]) -> list[Block]:
    text = "\n".join(line for line in map(shown, lines) if line)
    return [{"type": "context", "elements": [_plain(piece)]} for piece in chunks(text, NOTE)]


def _actions(buttons: Sequence[Button]) -> list[Block]:
    return [
        {"type": "actions", "elements": _buttons(buttons[n : n + BUTTONS])} for n in range(0, len(buttons), BUTTONS)
    ]


def _buttons(buttons: Sequence[Button]) -> list[Block]:
    """The buttons of one block. A second one of the same action has `:1` behind its id, a third `:2`."""
    found: dict[str, Block] = {}
    for button in buttons:
        names = (f"{button.action}:{n}" if n else button.action for n in itertools.count())
        action_id = next(name for name in names if name not in found)
        element = {"type": "button", "text": _plain(cut(filled(button.label), LABEL)), "action_id": action_id}
        if button.value:
            element["value"] = button.value
        if button.primary:
            element["style"] = "primary"
        found[action_id] = element
    return list(found.values())


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _section(text: str) -> Block:
    return {"type": "section", "text": _plain(text)}


def _cell(text: str) -> Block:
    return {"type": "raw_text", "text": filled(text)}


def _run(text: str, *, bold: bool = False) -> Block:
    return {"type": "text", "text": text, "style": {"bold": True}} if bold else {"type": "text", "text": text}


def _rich(runs: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": runs}]}
