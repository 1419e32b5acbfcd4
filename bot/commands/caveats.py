"""What is to be known beside the sums of `denominator costs`."""

from __future__ import annotations

from datetime import date

from bot.facts.periods import Period
from bot.ledger.sources import Source


def gaps(source: Source, since: date | None, until: date | None) -> list[dict[str, object]]:
    """What of the asked days is not complete for a connection, from which day on and why; empty where it is whole.

    Without --since or --until the days meant are those from the first to the last one read.
    """

    def gap(day: date | None, reason: str) -> dict[str, object]:
        return {"connection": source.connection, "since": day, "reason": reason}

    first, reached = source.first_day, source.reaches_to
    if first is None or reached is None:
        return [gap(since, source.error or "never read")]
    start, end = since or first, until or (max(reached, source.until or reached) if source.error else reached)
    if start >= end:
        return []
    return [gap(hole.start, _why(source, hole, reached)) for hole in source.missing(Period(start, end))]


def _why(source: Source, hole: Period, reached: date) -> str:
    if hole.start >= reached:
        return source.error or "not read that far yet"
    return f"not read from {hole.start} to {hole.end} (not included)"
