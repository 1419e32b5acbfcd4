"""Pure: whether spans of days touch, do not overlap and leave no day out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.ledger.allocation import BEGINNING, NEVER


def fault(spans: Sequence[tuple[date, date]]) -> str | None:
    """What is wrong first with spans in order of their beginning, as the end of a sentence; None where nothing is."""
    reached = BEGINNING
    for since, until in spans:
        if since > reached:
            return f"has no place from {reached} until {since}"
        if since < reached:
            return f"is placed twice from {since} until {min(reached, until)}"
        if until <= since:
            return f"has a place that ends on {until}, not after it begins on {since}"
        reached = until
    if not spans:
        return "has no place at all"
    return None if reached == NEVER else f"has no place from {reached} on"
