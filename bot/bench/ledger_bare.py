"""The least that keeping charges can cost: one wide table with a natural key, and an upsert of ready-made rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from bot.facts.charge import Charge
from bot.facts.money import to_nanos

PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-65536")
"""What `ledger.db` sets for its own connections, as far as it bears on speed."""

Row = tuple[str | int | None, ...]

_KEY = ("day", "connection", "sub_account", "key", "model", "token_type", "person")
_REST = ("line_item", "currency", "billed", "effective", "list", "quantity", "tags")
_NUMBERS = {"billed", "effective", "list"}
_COLUMNS = (*_KEY, *_REST)
_TYPED = ", ".join(f"{name} {'BIGINT' if name in _NUMBERS else 'TEXT'}" for name in _COLUMNS)
TABLE = f"({_TYPED}, UNIQUE ({', '.join(_KEY)}))"
OVERWRITE = f"ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET {', '.join(f'{n} = excluded.{n}' for n in _REST)}"


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
        for pragma in PRAGMAS:
            self._connection.execute(pragma).close()
        self._connection.execute(f"CREATE TABLE bare {TABLE}")

    def upsert(self, rows: Sequence[Row]) -> None:
        """By `executemany`, which is the quickest there is (stack.md 3a)."""
        marks = ", ".join("?" * len(_COLUMNS))
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(f"INSERT INTO bare VALUES ({marks}) {OVERWRITE}", rows)  # noqa: S608
        self._connection.execute("COMMIT")

    def count(self) -> int:
        """How many rows the table has."""
        return int(self._connection.execute("SELECT count(*) FROM bare").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
