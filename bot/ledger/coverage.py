"""Which UTC days of each connection have been read complete, and which may still change: what was not read is missing.

A day counts once it had ended when its provider's figures were last made, and is final once they were made after its
settle time too; a bill counts up to its newest charge while its period runs, and is whole and final once it was read
after that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from bot.facts.periods import DAY, Period
from bot.ledger.tables import collection, scope

_SPAN_SIGN = ".."


@dataclass(frozen=True, order=True)
class Unsettled:
    """Days that were read, to their end or not, and may still change; what is read from `final_at` on is final."""

    days: Period
    final_at: datetime


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What the readings of a connection make of its days, each in order; the complete ones are in few spans."""

    complete: tuple[Period, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()


def coverage(connection: Connection) -> Mapping[int, Coverage]:
    """By connection id, what all its readings together make of its days."""
    rows = connection.execute(
        select(scope, collection.c.settle_seconds).outerjoin(
            collection, collection.c.connection_id == scope.c.connection_id
        )
    )
    complete: defaultdict[int, list[Period]] = defaultdict(list)
    unsettled: defaultdict[int, list[Unsettled]] = defaultdict(list)
    for row in rows:
        span = _span(row.key)
        if _is_bill(row.key):
            known, final_at = _billed(span, row.read_at, row.newest_day), span.ends_at
        else:
            known, final_at = span, span.ends_at + timedelta(seconds=row.settle_seconds or 0)
        if known is None:
            continue
        if _is_bill(row.key) or row.read_at >= span.ends_at:
            complete[row.connection_id].append(known)
        if row.read_at < final_at:
            unsettled[row.connection_id].append(Unsettled(known, final_at))
    return {
        one: Coverage(complete=merged(complete[one]), unsettled=tuple(sorted(unsettled[one])))
        for one in complete.keys() | unsettled.keys()
    }


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


def _is_bill(key: str) -> bool:
    return _SPAN_SIGN in key


def _span(key: str) -> Period:
    """The days that a scope is of."""
    if not _is_bill(key):
        day = date.fromisoformat(key)
        return Period(day, day + DAY)
    first, _, last = key.rpartition("|")[2].partition(_SPAN_SIGN)
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def _billed(span: Period, read_at: datetime, newest: date | None) -> Period | None:
    """What of a bill's period the bill has come to: all of it once it is over, else up to the newest charge."""
    if read_at >= span.ends_at:
        return span
    return None if newest is None or newest < span.start else Period(span.start, min(newest + DAY, span.end))
