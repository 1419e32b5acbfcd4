"""PostgreSQL for the bench: a schema of its own in a database that is given, and the bare way to fill a table there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy.engine import make_url

from bot.bench.ledger_bare import OVERWRITE, TABLE, Row
from bot.ledger.db import Database

_SCHEMA = "denominator_bench"


@contextmanager
def own_schema(address: str) -> Iterator[Database]:
    """The database at the address, where only the schema `denominator_bench` is seen; it is made anew and dropped."""
    given = Database(address)
    url = make_url(address).update_query_dict({"options": f"-csearch_path={_SCHEMA}"})
    within = Database(url.render_as_string(hide_password=False))
    try:
        with given.writing() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
            connection.exec_driver_sql(f"CREATE SCHEMA {_SCHEMA}")
        try:
            yield within
        finally:
            within.close()
            with given.writing() as connection:
                connection.exec_driver_sql(f"DROP SCHEMA {_SCHEMA} CASCADE")
    finally:
        given.close()


class BarePostgres:
    """`psycopg` by itself, by its quickest way: COPY into a temporary table, INSERT ON CONFLICT from there."""

    def __init__(self, database: Database) -> None:
        self._pooled = database.engine.raw_connection()
        self._connection = cast("Any", self._pooled.driver_connection)
        with self._connection.transaction():
            self._connection.execute(f"CREATE TABLE bare {TABLE}")
            self._connection.execute("CREATE TEMPORARY TABLE incoming_bare (LIKE bare)")

    def upsert(self, rows: Sequence[Row]) -> None:
        """As the class says (stack.md 3a: 0.64 of the time that `executemany` takes)."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            with cursor.copy("COPY incoming_bare FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"INSERT INTO bare SELECT * FROM incoming_bare {OVERWRITE}")  # noqa: S608
            cursor.execute("TRUNCATE incoming_bare")

    def count(self) -> int:
        """How many rows the table has."""
        with self._connection.transaction():
            return int(self._connection.execute("SELECT count(*) FROM bare").fetchone()[0])

    def close(self) -> None:
        """Give the connection up."""
        self._pooled.invalidate()
