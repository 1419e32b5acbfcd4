"""Whether a rule or an overlap of the org file means a cell."""

from __future__ import annotations

from bot.facts.org import Match
from bot.facts.overlap import Overlap
from bot.ledger.allocation import Cell

_SERVICE_ACCOUNT = "service_account"
"""The tag under which a provider's reading says which automation a charge was for."""


def matches(match: Match, cell: Cell) -> bool:
    """Whether every field the rule names agrees with the cell; a value ending in `*` is a prefix."""
    return (
        _agrees(match.provider, cell.provider)
        and _agrees(match.sub_account, cell.sub_account)
        and _agrees(match.key, cell.key)
        and _agrees(match.model, cell.model)
        and _agrees(match.connection, cell.connection)
        and _agrees(match.billing_account, cell.billing_account)
        and _agrees(match.line_item, cell.line_item)
        and _agrees(match.person, cell.person)
        and _agrees(match.service_account, cell.tags.get(_SERVICE_ACCOUNT))
        and all(_agrees(wanted, cell.tags.get(name)) for name, wanted in match.tags)
    )


def covers(overlap: Overlap, cell: Cell) -> bool:
    """Whether what the cell's connection says of its provider is also said by another connection."""
    return overlap.provider in {None, cell.provider} and _agrees(overlap.connection, cell.connection)


def _agrees(wanted: str | None, value: str | None) -> bool:
    if wanted is None or wanted == value:
        return True
    return value is not None and wanted.endswith("*") and value.startswith(wanted[:-1])
