"""The hot path of charges into a table: driver values made by hand, and the quickest way in that each database has.

SQLAlchemy's own way costs twice the time of the driver's (stack.md 3a), and charges are the only rows that are many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError

from bot.facts.charge import Charge
from bot.facts.money import to_nanos
from bot.facts.periods import DAY, midnight
from bot.ledger.tables import charge as charge_table

Row = tuple[Any, ...]

_MOST_REMEMBERED = 4_000


def rows(dialect: Dialect) -> Callable[[int, Iterable[Charge], Callable[[Charge], int]], Iterator[Row]]:
    """From (number of the scope, its charges, what gives the id of a charge's cell) to the driver's rows of `charge` or
    `incoming`, one after the other.
    """
    day_of = lru_cache(_MOST_REMEMBERED)(bound(dialect, charge_table.c.day))
    instant = lru_cache(_MOST_REMEMBERED)(bound(dialect, charge_table.c.starts_at))

    @lru_cache(_MOST_REMEMBERED)
    def times(starts_at: datetime, ends_at: datetime) -> tuple[Any, Any, Any]:
        day = starts_at.date()
        if starts_at == midnight(day) and ends_at == midnight(day + DAY):
            return day_of(day), None, None
        return day_of(day), instant(starts_at), instant(ends_at)

    def made(scope: int, charges: Iterable[Charge], cell_of: Callable[[Charge], int]) -> Iterator[Row]:
        for one in charges:
            day, starts_at, ends_at = times(one.starts_at, one.ends_at)
            billed, effective, listed, quantity = one.billed_cost, one.effective_cost, one.list_cost, one.quantity
            nanos = None if billed is None else to_nanos(billed)
            yield (
                scope,
                day,
                one.id,
                cell_of(one),
                starts_at,
                ends_at,
                nanos,
                nanos if effective is billed else None if effective is None else to_nanos(effective),
                None if listed is None else to_nanos(listed),
                None if quantity is None else f"{quantity:f}",
                one.continued,
            )

    return made


def write(connection: Connection, table: Table, values: Iterable[Row]) -> None:
    """Insert the rows, whose values stand in the order of the table's columns; each is made when its turn comes.

    A list of them would be a thousand times as much for the garbage collector to look at, which takes its time off
    everything. Raises what SQLAlchemy does.
    """
    names = ", ".join(f'"{column.name}"' for column in table.c)
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" for _ in table.c)
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608  our own names
        with _raising(connection, statement):
            driver.executemany(statement, values)
        return
    statement = f"COPY {table.name} ({names}) FROM STDIN"
    with _raising(connection, statement), driver.cursor().copy(statement) as copy:
        for one in values:
            copy.write_row(one)


@contextmanager
def _raising(connection: Connection, statement: str) -> Iterator[None]:
    """What the driver raises, as SQLAlchemy's error of the same name."""
    error = connection.dialect.loaded_dbapi.Error
    try:
        yield
    except error as raised:
        raise DBAPIError.instance(statement, None, raised, error, hide_parameters=True) from raised


def bound(dialect: Dialect, column: Column[Any]) -> Callable[[Any], Any]:
    """How SQLAlchemy would hand the column's values to the driver."""
    made: Callable[[Any], Any] | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    return made or _as_it_is


def _as_it_is(value: date | datetime) -> Any:
    return value
