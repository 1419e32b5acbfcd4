"""A `Message` as Slack's JSON: top-level text and blocks for a channel, a view for the Home tab, parts for a thread.

Limits: slack.md 1.1 and 1.7. What Slack does not document (all blocks of a message together) is taken strictly.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bot.facts.message import Element, Message, Note, Table
from bot.surfaces.slack_elements import CELLS, COLUMNS, ROWS, Block, Level, blocks_of
from bot.surfaces.slack_pieces import beginning, in_pieces, parts_of
from bot.surfaces.slack_plain import plain
from bot.surfaces.slack_text import cut, escaped, length

__all__ = ["Level", "home", "parts", "render"]

_BLOCKS, _HOME_BLOCKS = 50, 100
_TEXT = 4_000
_ALL_TEXT, _ALL_BYTES = 13_000, 16_000
_HOME_BYTES = 240_000
_TEXT_CUT = "… (cut here)"
_LEFT_OUT = "… and {} that do not fit here."
_ROOM = Note(_LEFT_OUT.format("1,000,000 more rows and 1,000,000 more passages"))
_NO_WORDS = frozenset({"type", "action_id", "value", "style", "align"})


def render(message: Message, level: Level = Level.FULL) -> dict[str, Any]:
    """`text`, complete for whoever cannot see blocks, and `blocks`. What does not fit is cut where a reader sees it.

    `parts` cuts nothing.
    """
    rendered: dict[str, Any] = {"text": escaped(cut(plain(message), _TEXT, _TEXT_CUT))}
    if level is not Level.TEXT:
        rendered["blocks"] = blocks_of(_shortened(message, lambda part: _is_shown(part, level)), level)
    return rendered


def parts(message: Message) -> tuple[Message, ...]:
    """The message itself or, where it is too long, a parent with the buttons and its replies.

    Each is rendered whole at every level, in the blocks as in the text.
    """
    return parts_of(message, _is_whole)


def home(message: Message, level: Level = Level.NO_CHART) -> dict[str, Any]:
    """The view of a Home tab, which has no charts and holds twice the blocks."""
    without_charts = Level.NO_CHART if level is Level.FULL else level
    fits: Callable[[Message], bool] = lambda part: _is_in_home(part, without_charts)  # noqa: E731
    return {"type": "home", "blocks": blocks_of(_shortened(message, fits), without_charts)}


def _shortened(message: Message, fits: Callable[[Message], bool]) -> Message:
    """The message in pieces, whole if it fits, else its beginning with a note of how much is left out."""
    whole = in_pieces(message)
    if fits(whole):
        return whole
    part, rest = beginning(whole, lambda part: fits(replace(part, elements=(*part.elements, _ROOM))))
    return replace(part, elements=(*part.elements, Note(_LEFT_OUT.format(_counted(rest)))))


def _counted(rest: Sequence[Element]) -> str:
    rows = sum(isinstance(each, Table) for each in rest)
    counts = (("row", rows), ("passage", len(rest) - rows))
    return " and ".join(f"{count:,} more {word}{'s' if count > 1 else ''}" for word, count in counts if count)


def _is_whole(message: Message) -> bool:
    levels = (Level.FULL, Level.NO_CHART, Level.CLASSIC)
    return length(plain(message)) <= _TEXT and all(_is_shown(message, level) for level in levels)


def _is_shown(message: Message, level: Level) -> bool:
    blocks = blocks_of(message, level)
    return (
        len(blocks) <= _BLOCKS
        and _words(blocks) <= _ALL_TEXT
        and _size(blocks) <= _ALL_BYTES
        and _has_room_for_tables(message)
    )


def _is_in_home(message: Message, level: Level) -> bool:
    blocks = blocks_of(message, level)
    return len(blocks) <= _HOME_BLOCKS and len(json.dumps(blocks)) <= _HOME_BYTES and _has_room_for_tables(message)


def _has_room_for_tables(message: Message) -> bool:
    tables = [each for each in message.elements if isinstance(each, Table) and len(each.columns) <= COLUMNS]
    return all(
        len(table.rows) < ROWS
        and sum(max(1, length(cell)) for row in (table.columns, *table.rows) for cell in row) <= CELLS
        for table in tables
    )


def _words(value: object) -> int:
    """How much there is to read in blocks, chart labels included."""
    if isinstance(value, dict):
        return sum(_words(inner) for key, inner in value.items() if key not in _NO_WORDS)
    if isinstance(value, list):
        return sum(map(_words, value))
    return length(value) if isinstance(value, str) else 0


def _size(blocks: list[Block]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
