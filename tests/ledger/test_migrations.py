from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.errors import NotMigratedError
from bot.ledger.db import Database
from bot.ledger.migrate import migrate, require_migrated
from bot.ledger.tables import metadata


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert migrate(database) is False
    require_migrated(database)


def test_an_unmigrated_database_is_said_in_one_sentence() -> None:
    with pytest.raises(NotMigratedError, match=r"has no tables yet; run: denominator migrate$"):
        require_migrated(Database("sqlite://"))
