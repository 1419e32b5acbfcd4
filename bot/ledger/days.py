"""Which UTC days there is something of, and how the charges of some days are found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, Connection, and_, func, select, true

from bot.facts.periods import DAY
from bot.ledger.tables import charge, scope


def days(
    connection: Connection, of: Column[date], *, since: date | None = None, until: date | None = None
) -> Iterator[date]:
    """The days from `since` (in) to `until` (out) that the column has, in order; an index must begin with it.

    One look-up for each: cheap however many rows a day has.
    """
    found = since or date.min
    while True:
        query = select(func.min(of)).where(of >= found)
        day: date | None = connection.execute(query if until is None else query.where(of < until)).scalar_one()
        if day is None:
            return
        yield day
        found = day + DAY


def on_days(
    since: date | BindParameter[date] | None,
    until: date | BindParameter[date] | None,
    *,
    connection_ids: BindParameter[int] | None = None,
) -> ColumnElement[bool]:
    """The charges of the days from `since` (in) to `until` (out), None for no end, found through their scopes.

    Parameters stand for values that a statement which is kept is given later; that of the connections is expanding.
    """
    scopes = select(scope.c.id).where(
        _all(
            None if connection_ids is None else scope.c.connection_id.in_(connection_ids),
            None if since is None else scope.c.last_day >= since,
            None if until is None else scope.c.first_day < until,
        )
    )
    return _all(
        charge.c.scope_id.in_(scopes),
        None if since is None else charge.c.day >= since,
        None if until is None else charge.c.day < until,
    )


def _all(*conditions: ColumnElement[bool] | None) -> ColumnElement[Any]:
    return and_(true(), *(one for one in conditions if one is not None))
