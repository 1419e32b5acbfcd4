"""Whether a rule of the org file means a cell."""

from __future__ import annotations

from bot.facts.org import Match
from bot.ledger.allocation import Cell


def matches(match: Match, cell: Cell) -> bool:
    """Whether every field the rule names agrees with the cell; a value ending in `*` is a prefix."""
    pairs = (
        (match.provider, cell.provider),
        (match.connection, cell.connection),
        (match.billing_account, cell.billing_account),
        (match.sub_account, cell.sub_account),
        (match.key, cell.key),
        (match.model, cell.model),
        (match.line_item, cell.line_item),
        (match.person, cell.person),
        *((wanted, cell.tags.get(name)) for name, wanted in match.tags),
    )
    return all(wanted is None or _agrees(wanted, value) for wanted, value in pairs)


def _agrees(wanted: str, value: str | None) -> bool:
    if value is None:
        return False
    return value.startswith(wanted[:-1]) if wanted.endswith("*") else value == wanted
