"""The least that keeping charges can cost: one wide table with a natural key, and an upsert of ready-made rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from bot.facts.charge import Charge
from bot.facts.money import to_nanos
from bot.ledger.db import Database

Row = tuple[str | int | None, ...]

_KEY = ("day", "connection", "sub_account", "key", "model", "token_type", "person")
_REST = ("line_item", "currency", "billed", "effective", "list", "quantity", "tags")
_NUMBERS = {"billed", "effective", "list"}
_COLUMNS = (*_KEY, *_REST)
_TYPED = ", ".join(f"{name} {'BIGINT' if name in _NUMBERS else 'TEXT'}" for name in _COLUMNS)
_TABLE = f"({_TYPED}, UNIQUE ({', '.join(_KEY)}))"
_OVERWRITE = f"ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET {', '.join(f'{n} = excluded.{n}' for n in _REST)}"


class Bare(Protocol):
    """A database with the wide table and nothing else."""

    def upsert(self, rows: Sequence[Row]) -> None:
        """Put the rows into the table in one transaction."""

    def count(self) -> int:
        """How many rows the table has."""


def rows(connection: str, charges: Iterable[Charge]) -> list[Row]:
    """The charges as rows of the wide table; a missing part of the key is empty, for NULLs would never meet."""

    def nanos(amount: Any) -> int | None:
        return None if amount is None else to_nanos(amount)

    return [
        (
            one.day.isoformat(),
            connection,
            one.sub_account or "",
            one.key or "",
            one.model or "",
            one.token_type or "",
            one.person or "",
            one.line_item,
            one.currency,
            nanos(one.billed_cost),
            nanos(one.effective_cost),
            nanos(one.list_cost),
            None if one.quantity is None else f"{one.quantity:f}",
            json.dumps(dict(one.tags)),
        )
        for one in charges
    ]


class BareSqlite:
    """`sqlite3` by itself, with the same settings as the ledger's file."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536"):
            self._connection.execute(f"PRAGMA {pragma}").close()
        self._connection.execute(f"CREATE TABLE bare {_TABLE}")

    def upsert(self, rows: Sequence[Row]) -> None:
        """By `executemany`, which is the quickest there is (stack.md 3a)."""
        marks = ", ".join("?" * len(_COLUMNS))
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(f"INSERT INTO bare VALUES ({marks}) {_OVERWRITE}", rows)  # noqa: S608
        self._connection.execute("COMMIT")

    def count(self) -> int:
        """How many rows the table has."""
        return int(self._connection.execute("SELECT count(*) FROM bare").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


class BarePostgres:
    """`psycopg` by itself, by its quickest way: COPY into a temporary table, INSERT ON CONFLICT from there."""

    def __init__(self, database: Database) -> None:
        self._pooled = database.engine.raw_connection()
        self._connection = cast("Any", self._pooled.driver_connection)
        with self._connection.transaction():
            self._connection.execute(f"CREATE TABLE bare {_TABLE}")
            self._connection.execute("CREATE TEMPORARY TABLE incoming_bare (LIKE bare)")

    def upsert(self, rows: Sequence[Row]) -> None:
        """As the class says (stack.md 3a: 0.64 of the time that `executemany` takes)."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            with cursor.copy("COPY incoming_bare FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"INSERT INTO bare SELECT * FROM incoming_bare {_OVERWRITE}")  # noqa: S608
            cursor.execute("TRUNCATE incoming_bare")

    def count(self) -> int:
        """How many rows the table has."""
        with self._connection.transaction():
            return int(self._connection.execute("SELECT count(*) FROM bare").fetchone()[0])

    def close(self) -> None:
        """Give the connection up."""
        self._pooled.invalidate()
