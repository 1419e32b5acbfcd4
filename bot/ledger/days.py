"""Which UTC days there is something of, by one look-up for each: cheap however many rows a day has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Column, Connection, func, select

from bot.facts.periods import DAY


def days(
    connection: Connection, of: Column[date], *, since: date | None = None, until: date | None = None
) -> Iterator[date]:
    """The days from `since` (in) to `until` (out) that the column has, in order; an index must begin with it."""
    found = since or date.min
    while True:
        query = select(func.min(of)).where(of >= found)
        day: date | None = connection.execute(query if until is None else query.where(of < until)).scalar_one()
        if day is None:
            return
        yield day
        found = day + DAY
