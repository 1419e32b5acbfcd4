from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, select, text

from bot.errors import NotMigratedError
from bot.facts.rates import Rate
from bot.ledger import migrate as migrations
from bot.ledger import rates, store
from bot.ledger.columns import total
from bot.ledger.db import Database
from bot.ledger.migrate import migrate, require_migrated
from bot.ledger.places import Place, Places
from bot.ledger.tables import allocation, charge, daily_cost, metadata, place, restatement, scope, weekly_cost
from bot.ledger.tables import connection as connection_table
from tests.factories import DAY, NOW, a_charge, a_scope, no_pseudonym


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert migrate(database) is False
    require_migrated(database)


def test_an_unmigrated_database_is_said_in_one_sentence() -> None:
    empty = Database("sqlite://")
    with pytest.raises(NotMigratedError, match=r"has no tables yet; run: denominator migrate$"):
        require_migrated(empty)
    empty.close()


@contextmanager
def at_revision(database: Database, revision: str) -> Iterator[Connection]:
    """The database as it was at that revision, one connection and one scope in it; brought up to date on leaving."""
    with database.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            table.drop(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        command.upgrade(migrations._config(connection), revision)
        connection.execute(insert(connection_table).values(slug="openai", provider="openai", created_at=NOW))
        connection.execute(insert(scope).values(connection_id=1, key=a_scope().key, read_at=NOW))
        yield connection
    assert migrate(database)


def test_figures_from_before_the_sums_were_widened_stay_what_they_were(database: Database) -> None:
    with at_revision(database, "0002") as connection:
        connection.execute(
            text(
                "INSERT INTO daily_cost VALUES "
                "('2026-11-09', 1, 'openai', 't', 'w', 'direct', '', 'USD', -1500000001, 7, 0, 3, 3, 3, 2)"
            )
        )
        connection.execute(
            text("INSERT INTO restatement VALUES (1, '2026-11-09', 'USD', 1250000000, -1, '2026-11-10 00:00:00')")
        )
    with database.reading() as connection:
        row = connection.execute(select(daily_cost)).one()
        assert (row.day, row.team, row.charges) == (DAY, "t", 3)
        assert total(row.billed_units, row.billed_nanos) == Decimal("-1.500000001")
        assert (row.effective_nanos, row.billed_unknown, row.list_unknown) == (7, 0, 1)
        kept = connection.execute(select(restatement.c.before, restatement.c.after)).one()
    assert tuple(kept) == (Decimal("1.25"), Decimal("-0.000000001"))


def test_places_and_weeks_from_before_shares_stay_what_they_were(database: Database) -> None:
    digest = "80000000000000020000000000000000"
    with at_revision(database, "0005") as connection:
        connection.execute(
            text(
                "INSERT INTO cell (id, connection_id, digest, provider, category, basis, correction, additive, "
                "currency, tags) VALUES (7, 1, :digest, 'openai', 'usage', 'measured', false, true, 'USD', '{}')"
            ),
            {"digest": digest},
        )
        for day in ("2026-11-14", "2026-11-15", "2026-11-16"):
            connection.execute(
                text(
                    "INSERT INTO charge (scope_id, source_id, cell_id, day, starts_at, ends_at, billed) VALUES "
                    "(1, :id, 7, :day, :starts_at, :ends_at, 5)"
                ),
                {"id": day, "day": day, "starts_at": f"{day} 01:00:00.000000", "ends_at": f"{day} 02:00:00.000000"},
            )
            connection.execute(
                text(
                    "INSERT INTO daily_cost VALUES (:day, 1, 'openai', 't', 'w', 'direct', 'm', 'USD', "
                    "1, 0, 5, 0, 0, 0, 1, 0, 0, 1)"
                ),
                {"day": day},
            )
        connection.execute(
            text("INSERT INTO allocation VALUES (7, '1970-01-01', '9999-12-31', 't', 'w', 'direct')"),
        )
    with database.reading() as connection:
        weeks = connection.execute(select(weekly_cost).order_by(weekly_cost.c.week)).all()
        assert [(row.week, row.charges, row.billed_nanos, row.list_unknown) for row in weeks] == [
            (date(2026, 11, 9), 2, 10, 2),
            (date(2026, 11, 16), 1, 5, 1),
        ]
        placed = connection.execute(select(allocation)).one()
        assert (placed.cell_id, placed.low, placed.high, placed.parts) == (2**62 + 1, 0, 1, 1)
        where = Place("t", "w", "direct", "", "openai", 1, "USD", additive=True)
        assert tuple(connection.execute(select(place)).one()) == (placed.place_id, *where)
    with database.writing() as connection:
        assert Places(connection).ids([where]) == {where: placed.place_id}
    with database.reading() as connection:
        stored = connection.execute(select(charge).order_by(charge.c.day)).all()
        assert {row.cell_id for row in stored} == {2**62 + 1}
        assert stored[0].starts_at == datetime(2026, 11, 14, 1, tzinfo=UTC)
        span = connection.execute(select(scope.c.first_day, scope.c.last_day)).one()
        assert tuple(span) == (date(2026, 11, 14), date(2026, 11, 16))


def test_rates_from_before_each_source_had_its_own_stay_what_they_were(database: Database) -> None:
    with at_revision(database, "0010") as connection:
        connection.execute(
            text("INSERT INTO fx_rate VALUES ('2026-11-09', 'USD', '1.0873', 'ECB', '2026-11-10 00:00:00.000000')")
        )
    one = Rate(currency="USD", day=DAY, per_euro=Decimal("1.0873"), source="ECB")
    with database.writing() as connection:
        assert rates.load(connection, ["USD"], source="ECB", since=None, until=None).on(DAY, "USD") == one
        assert rates.keep(connection, [replace(one, source="rates.csv")], now=NOW)
        command.downgrade(migrations._config(connection), "0010")
        assert connection.execute(text("SELECT source FROM fx_rate")).scalars().all() == ["ECB"]
        command.upgrade(migrations._config(connection), "head")


def test_charges_from_before_cells_named_their_connection_are_read_again_without_any_change(
    database: Database,
) -> None:
    one = a_charge()
    with at_revision(database, "0002") as connection:
        connection.execute(
            text(
                "INSERT INTO cell (connection_id, digest, provider, category, basis, correction, additive, currency, "
                "tags) VALUES (1, 'old', 'openai', 'usage', 'measured', false, true, 'USD', '{}')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO charge (scope_id, source_id, cell_id, day, starts_at, ends_at, billed, effective) VALUES "
                "(1, :id, 1, '2026-11-09', '2026-11-09 00:00:00.000000', '2026-11-10 00:00:00.000000', "
                "1250000000, 1250000000)"
            ),
            {"id": one.id},
        )
    with database.writing() as connection:
        again = store.replace(
            connection,
            connections={"openai": 1},
            scopes=[a_scope()],
            charges=[(a_scope(), one)],
            now=NOW,
            pseudonym=no_pseudonym,
        )
    assert (again.charges, again.added, again.removed) == (1, 0, 0)
