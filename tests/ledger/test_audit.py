"""The chain breaks at the first line that is not as it was written: method.md 6.8."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from bot.ledger import audit
from bot.ledger.db import Database
from bot.ledger.tables import audit as table
from tests.factories import NOW


def written(database: Database, *numbers: int) -> None:
    for number in numbers:
        with database.writing() as connection:
            audit.add(
                connection,
                at=NOW + timedelta(minutes=number, microseconds=7),
                actor="p_ana",
                action="budget.justify",
                subject=f"team:support:month:USD/2026-11-01/A80/{number}",
                detail={"workflow": "refunds", "quantity": number, "reason_sha256": None},
            )


def broken(database: Database) -> int | None:
    with database.reading() as connection:
        return audit.verify(connection)


def changed(database: Database, statement: Any) -> int | None:
    with database.writing() as connection:
        connection.execute(statement)
    return broken(database)


def test_what_was_written_holds(database: Database) -> None:
    assert broken(database) is None
    written(database, *range(1, 6))
    assert broken(database) is None
    with database.reading() as connection:
        assert audit.head(connection)[0] == 5


@pytest.mark.parametrize(
    "change",
    [
        {"at": NOW},
        {"actor": "p_jonas"},
        {"action": "budget.raise"},
        {"subject": "another"},
        {"detail": '{"quantity":4}'},
        {"previous": "f" * 64},
        {"hash": "f" * 64},
        {"id": 99},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.parametrize("line", [1, 3, 5])
def test_a_change_of_any_part_of_any_line_is_found(
    sqlite_database: Database, change: dict[str, Any], line: int
) -> None:
    written(sqlite_database, *range(1, 6))
    found = changed(sqlite_database, update(table).where(table.c.id == line).values(change))
    assert found is not None
    assert found >= line


@pytest.mark.parametrize("line", [1, 3])
def test_a_line_taken_out_is_found(database: Database, line: int) -> None:
    written(database, *range(1, 6))
    assert changed(database, delete(table).where(table.c.id == line)) == line + 1


def test_a_line_put_in_between_is_found_even_with_a_good_hash(database: Database) -> None:
    written(database, 1, 2)
    with database.reading() as connection:
        second = dict(connection.execute(select(table).where(table.c.id == 2)).mappings().one())
    with database.writing() as connection:
        connection.execute(delete(table).where(table.c.id == 2))
    written(database, 7)
    third = second | {"id": 3}
    assert changed(database, insert(table).values(third)) == 3


def test_an_appending_that_is_rolled_back_leaves_no_gap(database: Database) -> None:
    written(database, 1)
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin() as transaction:
        audit.add(connection, at=NOW, actor="p_ana", action="budget.justify", subject="x", detail={})
        transaction.rollback()
    written(database, 2)
    assert broken(database) is None


def test_lines_appended_at_once_make_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: written(database, number, number + 100), range(1, 13)))
    assert broken(database) is None
    with database.reading() as connection:
        assert audit.head(connection)[0] == 24
