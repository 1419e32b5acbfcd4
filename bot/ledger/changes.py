"""What changed afterwards: when something of certain days was last restated, newly read or logged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from bot.facts.periods import Period
from bot.ledger.tables import connection as connection_table
from bot.ledger.tables import daily_cost, outcome, restatement


def last_restated(connection: Connection, period: Period) -> datetime | None:
    """When a day of the period last got another total than it had been read complete with, None for never."""
    newest = select(func.max(restatement.c.restated_at)).where(
        restatement.c.day >= period.start, restatement.c.day < period.end
    )
    return _at(connection, newest)


def last_connected(connection: Connection, period: Period) -> datetime | None:
    """When the newest of the connections that have charges on the days was read for the first time, None for none."""
    used = select(daily_cost.c.connection_id).where(daily_cost.c.day >= period.start, daily_cost.c.day < period.end)
    return _at(connection, select(func.max(connection_table.c.created_at)).where(connection_table.c.id.in_(used)))


def last_logged(connection: Connection, period: Period) -> datetime | None:
    """When an outcome of a day of the period was last logged, reversed or undone, None for never."""
    newest = select(func.max(outcome.c.logged_at)).where(
        outcome.c.occurred_on >= period.start, outcome.c.occurred_on < period.end
    )
    return _at(connection, newest)


def _at(connection: Connection, newest: Select[Any]) -> datetime | None:
    at: datetime | None = connection.execute(newest).scalar_one()
    return at
