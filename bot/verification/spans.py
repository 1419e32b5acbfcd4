"""Pure: whether spans of days touch, do not overlap and leave no day out, and whether each is whole."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ledger.allocation import BEGINNING, NEVER
from bot.ledger.placement import Span


def fault(spans: Sequence[Span]) -> str | None:
    """What is wrong first with spans in order of their beginning, as the end of a sentence; None where nothing is."""
    reached = BEGINNING
    for span in spans:
        since, until = span.since, span.until
        if since > reached:
            return f"has no place from {reached} until {since}"
        if since < reached:
            return f"is placed twice from {since} until {min(reached, until)}"
        if until <= since:
            return f"has a place that ends on {until}, not after it begins on {since}"
        torn = _torn(span)
        if torn is not None:
            return f"{torn} from {since} until {until}"
        reached = until
    if not spans:
        return "has no place at all"
    return None if reached == NEVER else f"has no place from {reached} on"


def _torn(span: Span) -> str | None:
    """Whether the parts of a span, in order, are more or less than all of it."""
    reached = 0
    for low, high, parts in span.cuts:
        if parts != span.cuts[0][2] or low > reached or high <= low:
            return "has no place for a part of its charges"
        if low < reached:
            return "is placed twice"
        reached = high
    return None if reached == span.cuts[0][2] else "has no place for a part of its charges"
