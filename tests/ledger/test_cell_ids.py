from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from bot.facts.charge import Basis, ChargeCategory
from bot.ledger.columns import dimension_columns
from bot.ledger.db import Database
from bot.ledger.tables import cell
from tests.factories import a_charge, no_pseudonym
from tests.ledger.test_store import load


def test_every_dimension_of_a_charge_is_kept_with_its_cell_under_its_own_name(database: Database) -> None:
    said = {
        "provider": "azure",
        "billing_account": "account",
        "sub_account": "project",
        "key": "key_1",
        "model": "gpt-6-astra",
        "line_item": "input",
        "token_type": "cached",
        "person": "ana@acme.example",
        "category": ChargeCategory.CREDIT,
        "basis": Basis.ESTIMATED,
        "correction": True,
        "additive": False,
        "currency": "EUR",
        "unit": "tokens",
        "tags": {"b": "2", "a": "1"},
    }
    load(database, [a_charge(quantity=Decimal(1), **said)])
    with database.reading() as connection:
        kept = connection.execute(select(*(cell.c[column.name] for column in dimension_columns()))).mappings().one()
    stored = {"category": "credit", "basis": "estimated", "tags": '{"a": "1", "b": "2"}'}
    assert dict(kept) == said | stored | {"person": no_pseudonym("ana@acme.example")}
