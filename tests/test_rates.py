"""Rates on their way from where they are published into the ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.errors import ImportRefusedError
from bot.facts.fx import Fx
from bot.facts.org import Budget, Org
from bot.facts.rates import Rate
from bot.ledger import orgs, rates, store
from bot.ledger.db import Database
from bot.ledger.tables import audit
from bot.rates import keep_rates
from tests.factories import NOW, a_charge, a_scope, no_pseudonym

DAY = date(2026, 11, 9)
FILE = "Date,USD,GBP,JPY\n2026-11-09,1.10,0.85,170\n2026-11-06,1.09,0.84,169\n2026-10-01,1.05,0.83,160\n"


def apply(database: Database, folder: Path, currency: str = "EUR", text: str = FILE) -> None:
    """An organisation that reports in the currency and has a budget in pounds and a file of rates."""
    (folder / "rates.csv").write_text(text)
    budget = Budget(
        scope_kind="org", scope=None, period="month", amount=Decimal(1), currency="GBP", owner="ana@acme.example"
    )
    org = Org(fx=Fx(currency=currency, rates=str(folder / "rates.csv")), budgets=(budget,))
    with database.writing() as connection:
        orgs.save(connection, org, now=NOW, pseudonym=no_pseudonym)


def spend(database: Database, day: date = DAY) -> Database:
    with database.writing() as connection:
        store.replace(
            connection,
            connections={"openai": store.connection_id(connection, "openai", "openai", now=NOW)},
            scopes=[a_scope(day)],
            charges=[(a_scope(day), a_charge(day=day))],
            now=NOW,
            pseudonym=no_pseudonym,
        )
    return database


def on(database: Database, currency: str, day: date = DAY, source: str = "rates.csv") -> Rate | None:
    with database.reading() as connection:
        return rates.load(connection, [currency], source=source, since=None, until=None).on(day, currency)


def test_the_rates_of_what_was_spent_and_of_what_is_budgeted_are_kept_once(database: Database, tmp_path: Path) -> None:
    apply(spend(database), tmp_path)
    assert keep_rates(database, now=NOW) == 4
    assert keep_rates(database, now=NOW) == 0
    assert on(database, "USD") == Rate(currency="USD", day=DAY, per_euro=Decimal("1.10"), source="rates.csv")
    assert on(database, "GBP") is not None
    assert on(database, "JPY") is None


def test_what_is_asked_for_is_kept_too_and_in_the_audit_log(database: Database, tmp_path: Path) -> None:
    """Method.md 6.8."""
    apply(spend(database), tmp_path)
    assert keep_rates(database, into=("JPY",), now=NOW) == 6
    with database.reading() as connection:
        entry = connection.execute(select(audit)).one()
    assert (entry.action, entry.subject) == ("rates.kept", "rates.csv")
    assert entry.detail == '{"currencies":"GBP JPY USD","rates":6,"since":"2026-11-06","until":"2026-11-10"}'


def test_without_charges_nothing_is_looked_for(sqlite_database: Database, tmp_path: Path) -> None:
    apply(sqlite_database, tmp_path, text="no table")
    assert keep_rates(sqlite_database, now=NOW) == 0


def test_without_an_organisation_the_installed_table_is_read_for_what_is_asked(sqlite_database: Database) -> None:
    sunday = date(2026, 10, 25)
    spend(sqlite_database, sunday)
    assert keep_rates(sqlite_database, now=NOW) == 0
    assert keep_rates(sqlite_database, into=("USD",), now=NOW) == 0
    assert keep_rates(sqlite_database, into=("EUR",), now=NOW) > 0
    friday = on(sqlite_database, "USD", sunday, "ECB")
    assert friday is not None
    assert (friday.day, friday.source) == (date(2026, 10, 23), "ECB")


def test_a_file_with_a_fault_keeps_nothing(sqlite_database: Database, tmp_path: Path) -> None:
    apply(spend(sqlite_database), tmp_path, text=FILE.replace("0.83", "0.83p"))
    with pytest.raises(ImportRefusedError, match=r"rates\.csv:4:GBP: '0\.83p' is not a rate"):
        keep_rates(sqlite_database, now=NOW)
    assert on(sqlite_database, "USD") is None
