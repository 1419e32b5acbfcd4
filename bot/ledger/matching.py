"""Whether a rule or an overlap of the org file means a cell."""

from __future__ import annotations

from bot.facts.org import Match
from bot.facts.overlap import Overlap
from bot.ledger.allocation import Cell
from bot.ledger.rules import agrees, wanted


def matches(match: Match, cell: Cell) -> bool:
    """Whether every field the rule names agrees with the cell; a value ending in `*` is a prefix."""
    return all(agrees(value, cell.says.get(field)) for field, value in wanted(match))


def covers(overlap: Overlap, cell: Cell) -> bool:
    """Whether what the cell's connection says of its provider, under its tags, is also said by another connection."""
    return (
        overlap.provider in {None, cell.provider}
        and agrees(overlap.connection, cell.connection)
        and all(agrees(value, cell.tags.get(name)) for name, value in overlap.tags)
    )
