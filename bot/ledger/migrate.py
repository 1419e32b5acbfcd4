"""Bring a database to the tables this version needs, and say whether it has them."""

from __future__ import annotations

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from bot.errors import NotMigratedError, SettingsError
from bot.ledger.db import Database

_LOCK = 0x64656E6F6D
"""Any number will do as long as no other program takes the same advisory lock."""

_BUSY = (
    "locked",
    "lock timeout",
    "too many clients",
    "too many connections",
    "starting up",
    "remaining connection slots",
)
"""What SQLite and PostgreSQL say when the next try may work."""


def migrate(database: Database) -> bool:
    """Apply what is missing and return whether anything was; several processes may start at once."""
    try:
        with database.writing() as connection:
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            before = _revision(connection)
            command.upgrade(_config(connection), "head")
            return before != _revision(connection)
    except DatabaseError as error:
        raise SettingsError(trouble(error, database)) from error


def require_migrated(database: Database) -> None:
    """Raise NotMigratedError with one sentence unless the tables are those of this version; makes no file."""
    try:
        current = None if _is_absent(database) else _current(database)
    except DatabaseError as error:
        raise SettingsError(trouble(error, database)) from error
    if current is None and (lost := _no_folder(database)):
        raise SettingsError(lost)
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    if current != head:
        state = "has no tables yet" if current is None else f"has the tables of another version ({current})"
        raise NotMigratedError(f"The database {shown(database)} {state}; run: denominator migrate")


def shown(database: Database) -> str:
    """The database's address without its password."""
    return database.url.render_as_string(hide_password=True)


def trouble(error: DatabaseError, database: Database | None = None) -> str:
    """What a database's refusal means for the reader, in one sentence."""
    reason = next(iter(str(error.orig).strip().splitlines()), "no answer")
    name = "The database" if database is None else f"The database {shown(database)}"
    if database is not None and (lost := _no_folder(database)):
        return lost
    if any(word in reason for word in _BUSY):
        return f"{name} is busy ({reason}); try again in a moment"
    return f"{name} cannot be used ({reason}); check DATABASE_URL"


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _current(database: Database) -> str | None:
    with database.reading() as connection:
        return _revision(connection)


def _no_folder(database: Database) -> str | None:
    """What is to be done where the folder of its file is not there, or takes no new file; None where it is well."""
    folder = database.folder
    if folder is None or not _is_absent(database):
        return None
    if not folder.is_dir():
        return f"The database {shown(database)} has no folder to be in; make {folder}, or check DATABASE_URL"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"The database {shown(database)} cannot be made; allow writing in {folder}, or check DATABASE_URL"
    return None


def _is_absent(database: Database) -> bool:
    """Whether it is a file that opening would make."""
    name = database.url.database
    return database.folder is not None and not f"{name}".startswith("file:") and not Path(f"{name}").exists()
