"""Which UTC days of each connection have been read complete: what was not read is missing, not zero.

A day counts once it had ended when its provider's figures were last made; a bill counts up to its newest charge while
its period runs, and whole once it was read after that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import Connection, select

from bot.facts.periods import DAY, Period
from bot.ledger.tables import scope

_SPAN_SIGN = ".."


def covered(connection: Connection) -> Mapping[int, tuple[Period, ...]]:
    """By connection id, the spans of complete days, merged and in order."""
    rows = connection.execute(select(scope))
    found: dict[int, list[Period]] = defaultdict(list)
    for row in rows:
        span = _complete(row.key, row.read_at, row.newest_day)
        if span is not None:
            found[row.connection_id].append(span)
    return {connection_id: merged(spans) for connection_id, spans in found.items()}


def merged(spans: Iterable[Period]) -> tuple[Period, ...]:
    """The same days in as few spans as possible, in order."""
    whole: list[Period] = []
    for span in sorted(spans):
        if whole and span.start <= whole[-1].end:
            whole[-1] = Period(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    return tuple(whole)


def missing(spans: Iterable[Period], wanted: Period) -> tuple[Period, ...]:
    """What of the wanted days no span covers, in order; `spans` are merged."""
    holes, start = [], wanted.start
    for span in spans:
        if span.end <= start or span.start >= wanted.end:
            continue
        if span.start > start:
            holes.append(Period(start, span.start))
        start = max(start, span.end)
    if start < wanted.end:
        holes.append(Period(start, wanted.end))
    return tuple(holes)


def _complete(key: str, read_at: datetime, newest: date | None) -> Period | None:
    if _SPAN_SIGN not in key:
        day = date.fromisoformat(key)
        return Period(day, day + DAY) if read_at.date() > day else None
    first, _, last = key.rpartition("|")[2].partition(_SPAN_SIGN)
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if read_at.date() >= end:
        return Period(start, end)
    return None if newest is None or newest < start else Period(start, min(newest + DAY, end))
