from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.ledger import sources, store
from bot.ledger.db import Database
from bot.ledger.lookup import cells_of, find, near
from bot.ledger.tables import cell
from bot.ledger.tables import connection as connection_table
from tests.factories import DAY, NOW, a_charge, a_scope, no_pseudonym

CELLS: dict[str, list[dict[str, Any]]] = {
    "openai": [
        {"sub_account": "proj_sales", "key": "key_1", "model": "gpt-6-astra"},
        {"sub_account": "proj_sales", "key": "key_2", "model": "gpt-6-astra"},
        {"sub_account": "proj_sales", "person": "ana@acme.example"},
        {"sub_account": "proj_support", "key": "sales"},
    ],
    "focus:azure/eu": [
        {"provider": "azure", "model": "gpt-6-astra", "tags": {"env": "Prod", "note": 'the "env": "x"'}},
        {"provider": "azure", "tags": {"service_account": "svac_%"}, "line_item": "100% free"},
    ],
}


@pytest.fixture
def ledger(database: Database) -> Database:
    with database.writing() as connection:
        for slug, cells in CELLS.items():
            its_id = store.connection_id(connection, slug, "openai", now=NOW)
            charges = [a_charge(number=n, **fields) for n, fields in enumerate(cells)]
            store.replace(
                connection,
                connections={slug: its_id},
                scopes=[a_scope(DAY, slug)],
                charges=[(a_scope(DAY, slug), one) for one in charges],
                now=NOW,
                pseudonym=no_pseudonym,
            )
            names = {("sub_account", "proj_sales"): "Sales", ("key", "key_1"): "Proposals", ("key", "key_2"): "sales"}
            sources.keep_names(connection, its_id, names)
    return database


def found(database: Database, word: str) -> list[tuple[str, str, str | None, str, int]]:
    with database.reading() as connection:
        named = find(connection, word)
        if named:
            counted = select(func.count()).select_from(cell.join(connection_table)).where(cells_of(named))
            total = connection.execute(counted).scalar_one()
            assert max(one.cells for one in named) <= total <= sum(one.cells for one in named)
    return [(one.kind, one.id, one.name, one.connection, one.cells) for one in named]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("key_1", [("key", "key_1", None, "openai", 1)]),
        ("proj_sales", [("sub_account", "proj_sales", None, "openai", 3)]),
        (
            "gpt-6-astra",
            [("model", "gpt-6-astra", None, "focus:azure/eu", 1), ("model", "gpt-6-astra", None, "openai", 2)],
        ),
        ("svac_%", [("service_account", "svac_%", None, "focus:azure/eu", 1)]),
        ("svac_1", []),
        ("env=Prod", [("tag", "env=Prod", None, "focus:azure/eu", 1)]),
        ("env=prod", []),
        ("env=x", []),
        ("100% free", [("line_item", "100% free", None, "focus:azure/eu", 1)]),
        ("openai", [("connection", "openai", None, "openai", 4)]),
        ("azure", [("provider", "azure", None, "focus:azure/eu", 2)]),
    ],
)
def test_a_word_names_cells_as_an_id_in_full(ledger: Database, word: str, expected: list[Any]) -> None:
    assert found(ledger, word) == expected


def test_an_id_comes_before_the_names_that_people_gave(ledger: Database) -> None:
    assert found(ledger, "sales") == [("key", "sales", None, "openai", 1)]
    assert found(ledger, "SALES") == [
        ("key", "key_2", "sales", "openai", 1),
        ("sub_account", "proj_sales", "Sales", "openai", 3),
    ]


def test_a_connection_before_the_word_looks_in_that_one_alone(ledger: Database) -> None:
    assert found(ledger, "openai/gpt-6-astra") == [("model", "gpt-6-astra", None, "openai", 2)]
    assert found(ledger, "focus:azure/eu/gpt-6-astra") == [("model", "gpt-6-astra", None, "focus:azure/eu", 1)]
    assert found(ledger, "openai/proposals") == [("key", "key_1", "Proposals", "openai", 1)]
    assert found(ledger, "openai/azure") == []


@pytest.mark.parametrize("word", ["ana@acme.example", "p_ana@acme.example", ""])
def test_nobody_is_found_by_who_they_are(ledger: Database, word: str) -> None:
    """design.md 2 rule 9: what one person used is shown to nobody else."""
    assert found(ledger, word) == []


def test_what_is_most_like_a_word_that_names_nothing_is_suggested(ledger: Database) -> None:
    with ledger.reading() as connection:
        assert near(connection, "key1")[:2] == ("key_1", "key_2")
        assert near(connection, "SALE") == ("Sales", "sales", "proj_sales")
        assert near(connection, "ana@acme") == ()
