"""What a source says now, in temporary tables of one connection, until `store` gives it its place in the ledger.

Filling them alone writes to nothing that others read or write, so a bill of a million rows holds nobody up.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import BigInteger, Boolean, Column, Connection, Date, Dialect, Integer, MetaData, Table, Text
from sqlalchemy.schema import CreateTable

from bot.ledger.columns import dimension_columns, figure_columns

_metadata = MetaData()

incoming = Table(
    "incoming",
    _metadata,
    Column("scope", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("cell_id", BigInteger, nullable=False),
    *figure_columns(),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
"""The charges, each with the number of its scope below."""

incoming_scope = Table(
    "incoming_scope",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("connection", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("scope_id", BigInteger, unique=True),
    Column("is_new", Boolean),
    prefixes=["TEMPORARY"],
)
"""The scopes that have charges; once they have their place in the ledger, `scope_id` is theirs there and `is_new` says
whether they have just got it."""

incoming_cell = Table(
    "incoming_cell",
    _metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("connection", Text, nullable=False),
    *dimension_columns(),
    prefixes=["TEMPORARY"],
)
"""The cells of these charges that had no place in the ledger when they came in."""

TABLES = (incoming, incoming_scope, incoming_cell)


@lru_cache(maxsize=4)
def _made(dialect: Dialect) -> tuple[str, ...]:
    # Compiling them each time takes as long as storing a hundred charges.
    return tuple(str(CreateTable(table).compile(dialect=dialect)) for table in TABLES)


def create_tables(connection: Connection) -> None:
    """Make the temporary tables, empty."""
    for statement in _made(connection.dialect):
        connection.exec_driver_sql(statement)


def drop_tables(connection: Connection) -> None:
    """Throw the temporary tables away, whatever is in them."""
    for table in TABLES:
        connection.exec_driver_sql(f"DROP TABLE {table.name}")
