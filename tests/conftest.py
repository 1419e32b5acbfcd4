"""What every test may ask for: an empty migrated database of both kinds, and no way out to the network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina

from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from bot.ledger.tables import metadata
from bot.providers.patience import TRIES
from tests.postgres import Server

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with Server.started() as server:
        yield server


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database: each test that asks for it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/denominator.db")
    else:
        server: Server = request.getfixturevalue("postgres")
        database = Database(server.new_database())
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated SQLite database, for tests in which the kind makes no difference."""
    database = Database(f"sqlite:///{tmp_path}/denominator.db")
    migrate(database)
    yield database
    database.close()


def emptied(database: Database) -> Database:
    """The same database without a row, for the next example of a property test."""
    with database.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return database


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been slept."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    return slept


@pytest.fixture
def hasty() -> Iterator[None]:
    """As many tries as ever and no waits between them."""
    with stamina.set_testing(True, attempts=TRIES, cap=True):
        yield


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the outside fails at once instead of hanging."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
