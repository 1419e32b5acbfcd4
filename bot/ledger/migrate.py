"""Bring a database to the tables this version needs, and say whether it has them."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from bot.errors import NotMigratedError, SettingsError
from bot.ledger.db import Database

_LOCK = 0x64656E6F6D
"""Any number will do as long as no other program takes the same advisory lock."""


def migrate(database: Database) -> bool:
    """Apply what is missing and return whether anything was; several processes may start at once."""
    try:
        with database.writing() as connection:
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            before = _revision(connection)
            command.upgrade(_config(connection), "head")
            return before != _revision(connection)
    except OperationalError as error:
        raise SettingsError(_unreachable(database, error)) from None


def require_migrated(database: Database) -> None:
    """Raise NotMigratedError with one sentence unless the tables are those of this version."""
    try:
        with database.reading() as connection:
            current = _revision(connection)
    except OperationalError as error:
        raise SettingsError(_unreachable(database, error)) from None
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    if current != head:
        state = "has no tables yet" if current is None else f"has the tables of another version ({current})"
        raise NotMigratedError(f"The database {shown(database)} {state}; run: denominator migrate")


def shown(database: Database) -> str:
    """The database's address without its password."""
    return database.url.render_as_string(hide_password=True)


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _unreachable(database: Database, error: OperationalError) -> str:
    reason = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
    return f"The database {shown(database)} cannot be opened ({reason}); check DATABASE_URL"
