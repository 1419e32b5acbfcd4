"""The engine, its two kinds of transaction and the connection for temporary tables; nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import SettingsError

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA busy_timeout=15000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=FILE",
)
_POOL = {"pool_size": 8, "max_overflow": 56, "pool_timeout": 60}
"""Room for every listener of Slack, the pages and the timetable at once: where the server is slow, nobody's words are
lost for want of a connection."""


class Database:
    """One database. The edge opens a transaction here; nobody inside commits."""

    def __init__(self, url: str) -> None:
        self.url = _url(url)
        self.engine = _engine(self.url)
        # SQLite lets one writer in and gives the others up after a while; in one process they wait their turn here.
        self._turn: AbstractContextManager[object] = threading.RLock() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded default."""
        return self.engine.dialect.name == "sqlite"

    @property
    def folder(self) -> Path | None:
        """The folder of the SQLite file; None for a server or a database in memory."""
        name = self.url.database
        return Path(name).absolute().parent if self.is_sqlite and name and name != ":memory:" else None

    @contextmanager
    def writing(self, on: Connection | None = None) -> Iterator[Connection]:
        """One transaction that may write: committed on leaving, rolled back whole when anything is raised.

        It has a connection of its own unless one from `staging` is given, whose temporary tables it then sees.
        """
        used = nullcontext(on) if on is not None else self.engine.connect()
        with self._turn, used as connection, connection.execution_options(writes=True).begin():
            yield connection

    @contextmanager
    def staging(self, *tables: Table) -> Iterator[Connection]:
        """A connection with these temporary tables, empty at first and gone on leaving.

        A transaction begun on it holds no other writer up as long as it writes to these tables alone; what it has
        committed is seen by `writing(on=…)`, which takes the lock for the short rest.
        """
        with self.engine.connect() as connection:
            with connection.begin():
                for table in tables:
                    table.create(connection)
            try:
                yield connection
            finally:
                if not connection.invalidated:  # a lost connection has taken its temporary tables with it
                    with connection.execution_options(writes=False).begin():
                        for table in tables:
                            table.drop(connection)
                    if self.is_sqlite:  # else each connection of the pool keeps the pages of its last bill in memory
                        connection.exec_driver_sql("PRAGMA shrink_memory").close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that only reads and sees one state of the ledger throughout."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def _url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        raise SettingsError(
            "DATABASE_URL is not a database address; write sqlite:///denominator.db or postgresql://user@host/name"
        ) from None
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise SettingsError(
            f"DATABASE_URL names {url.drivername}, which is not supported; use sqlite:///FILE or postgresql://…"
        )
    return url


def _engine(url: URL) -> Engine:
    try:
        pool = {} if url.database in {None, "", ":memory:"} else _POOL
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=url.drivername != "sqlite", **pool)
    except ModuleNotFoundError:
        raise SettingsError(
            "DATABASE_URL is a PostgreSQL address, which needs psycopg; install it with: "
            "pip install 'denominator-bot[postgres]'"
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver's own BEGIN is deferred and fails at once when a reader becomes a writer; we begin ourselves.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
