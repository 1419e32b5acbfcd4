"""INSERT … ON CONFLICT for both databases, which SQLAlchemy keeps in two dialects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_missing(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose key is not there yet and leave the others as they are."""
    if rows:
        connection.execute(_insert(connection)(table).on_conflict_do_nothing(), list(rows))


def insert_missing_from(connection: Connection, table: Table, columns: Sequence[str], rows: Select[Any]) -> None:
    """As `insert_missing`, the rows coming from a query, which must have a WHERE (SQLite reads ON as a join's)."""
    connection.execute(_insert(connection)(table).from_select(columns, rows).on_conflict_do_nothing())


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert the row unless one with any of its keys is there; True where this call is the one that inserted it."""
    statement = _insert(connection)(table).values(**row).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(statement).first() is not None


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows, or overwrite the columns given of those whose primary key is there."""
    if not rows:
        return
    statement = _insert(connection)(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), list(rows))


def _insert(connection: Connection) -> Any:
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
