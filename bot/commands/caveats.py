"""What is to be known beside the sums of `denominator costs`: what is missing, may still change, or does not count."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.facts.money import shown
from bot.facts.periods import Period
from bot.ledger.sources import Source
from bot.ledger.suppressed import Suppressed

Caveats = Mapping[str, Sequence[Mapping[str, Any]]]
"""As they stand in the JSON: `incomplete`, `provisional` and `suppressed`, each with a row for every connection."""


def caveats(
    known: Iterable[Source], suppressed: Iterable[Suppressed], *, since: date | None, until: date | None
) -> Caveats:
    """What is to be known of the days asked for; nothing where they are whole, final, and counted once.

    Without --since or --until the days meant are those from the first to the last one read.
    """
    found = tuple(known)
    return {
        "incomplete": [gap for source in found for gap in _gaps(source, since, until)],
        "provisional": [one for source in found for one in _provisional(source, since, until)],
        "suppressed": [dataclasses.asdict(one) for one in suppressed],
    }


def lines(found: Caveats) -> Iterator[str]:
    """The same in a line each, all that may still change in one."""
    for gap in found["incomplete"]:
        yield f"Incomplete: {gap['connection']} from {gap['since'] or 'the start'}: {gap['reason']}"
    if still := [f"{one['connection']} from {one['provisional_since']}" for one in found["provisional"]]:
        yield f"Provisional: {', '.join(still)}; their figures may still change"
    for one in found["suppressed"]:
        if one["effective_cost"] != 0:
            overlap = "" if one["overlap"] is None else f" (overlap {one['overlap']})"
            why = f"because {one['covered_by'] or 'another connection'} is declared to say it too{overlap}"
            yield f"Not counted: {_amount(one)} of {one['connection']}, {why}"


def _amount(one: Mapping[str, Any]) -> str:
    effective = one["effective_cost"]
    return "an unknown amount" if effective is None else shown(effective, one["currency"])


def _provisional(source: Source, since: date | None, until: date | None) -> list[dict[str, object]]:
    """The first of the asked days whose figures of a connection may still change; empty where all are final."""
    spans = source.provisional(Period(since or date.min, until or date.max))
    return [{"connection": source.connection, "provisional_since": spans[0].start}] if spans else []


def _gaps(source: Source, since: date | None, until: date | None) -> list[dict[str, object]]:
    """What of the asked days is not complete for a connection, from which day on and why; empty where it is whole."""

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
