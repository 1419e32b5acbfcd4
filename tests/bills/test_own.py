"""An organisation's own bills into the ledger: a month of an account is replaced whole, or nothing happens."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import bills
from bot.bills import Imported
from bot.errors import ImportRefusedError
from bot.exports import focus
from bot.facts.invoice import Invoice
from bot.facts.org import Org
from bot.facts.periods import Period
from bot.ledger import sources
from bot.ledger.costs import costs
from bot.ledger.days import days
from bot.ledger.db import Database
from bot.ledger.tables import charge
from tests.conftest import emptied
from tests.factories import NOW, no_pseudonym
from tests.ledger.test_placing import apply
from tests.providers.test_own_bill import EXAMPLE, ROW, Row, saved
from tests.verification.test_verify import verified


def imported(database: Database, *paths: Path) -> Imported:
    return bills.import_csv(database, paths, now=NOW, pseudonym=no_pseudonym)


def billed(database: Database, *by: str) -> dict[tuple[str | None, ...], Decimal | None]:
    with database.reading() as connection:
        rows = costs(connection, since=None, until=None, by=by)
    return {(*(value for _, value in row.keys), row.currency): row.billed_cost for row in rows}


def test_the_example_imported_twice_changes_nothing(database: Database) -> None:
    """AC-B6."""
    first, again = imported(database, EXAMPLE), imported(database, EXAMPLE)
    assert (first.rows, first.added, again.added, again.removed) == (4, 4, 0, 0)
    assert billed(database, "connection") == {
        ("csv:fal:acme", "USD"): Decimal("9.9004"),
        ("csv:notetaker", "EUR"): Decimal(18),
    }


def test_days_that_lose_all_their_charges_are_told(database: Database, tmp_path: Path) -> None:
    whole = [{**ROW, "date": f"2026-10-{day:02}", "id": str(day)} for day in range(1, 26)]
    other = {**ROW, "account": "x", "id": "x"}
    assert imported(database, saved(tmp_path / "a.csv", *whole, other)).emptied == ()
    done = imported(database, saved(tmp_path / "b.csv", *whole[3:5], *whole[9:12]))
    assert done.emptied == (
        ("csv:fal-ai", Period(date(2026, 10, 1), date(2026, 10, 4))),
        ("csv:fal-ai", Period(date(2026, 10, 6), date(2026, 10, 10))),
        ("csv:fal-ai", Period(date(2026, 10, 13), date(2026, 10, 26))),
    )
    assert imported(database, tmp_path / "b.csv").emptied == ()


def test_a_month_of_an_account_is_replaced_and_every_other_stays(database: Database, tmp_path: Path) -> None:
    september, october = {**ROW, "date": "2026-09-30", "id": "1"}, {**ROW, "id": "2"}
    imported(database, saved(tmp_path / "a.csv", september, october, {**ROW, "account": "x", "id": "3"}))
    done = imported(database, saved(tmp_path / "b.csv", {**ROW, "id": "4", "amount": "1"}))
    assert (done.added, done.removed) == (1, 1)
    assert billed(database, "connection", "month") == {
        ("csv:fal-ai", "2026-09", "USD"): Decimal("12.4"),
        ("csv:fal-ai", "2026-10", "USD"): Decimal(1),
        ("csv:fal-ai:x", "2026-10", "USD"): Decimal("12.4"),
    }


def test_an_id_that_the_ledger_has_in_another_month_is_refused(database: Database, tmp_path: Path) -> None:
    imported(database, saved(tmp_path / "a.csv", {**ROW, "date": "2026-09-30", "id": "7"}))
    october = saved(tmp_path / "b.csv", {**ROW, "id": "7"})
    with pytest.raises(
        ImportRefusedError, match=r"^The id 7 is in the ledger in the bill of fal-ai to fal-ai for 1–30 Sep"
    ):
        imported(database, october)
    assert billed(database) == {("USD",): Decimal("12.4")}
    september = saved(tmp_path / "c.csv", {**ROW, "date": "2026-09-29", "id": "8", "amount": "1"})
    imported(database, september, october)
    assert billed(database) == {("USD",): Decimal("13.4")}


def test_a_fault_in_one_file_stores_none(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match=r"^b\.csv:2:amount"):
        imported(database, saved(tmp_path / "a.csv", ROW), saved(tmp_path / "b.csv", {**ROW, "amount": "1,5"}))
    assert billed(database) == {}


def test_a_month_is_complete_and_an_invoice_is_met(database: Database) -> None:
    invoice = Invoice(
        provider="notetaker", month=NOW.date().replace(month=10, day=1), amount=Decimal(18), currency="EUR"
    )
    apply(database, Org(invoices=(invoice,)))
    imported(database, EXAMPLE)
    assert [check.ok for check in verified(database) if check.name == "invoices"] == [True]
    with database.reading() as connection:
        assert {one.connection: one.provider for one in sources.sources(connection)} == {
            "csv:fal:acme": "csv",
            "csv:notetaker": "csv",
        }


rows = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.dates(NOW.date().replace(month=8), NOW.date()).map(str),
            "provider": st.sampled_from(["fal", "notes"]),
            "account": st.sampled_from(["", "acme", "a|b:c"]),
            "amount": st.decimals(-1000, 1000, places=9).map(lambda one: f"{one:f}"),
            "currency": st.sampled_from(["USD", "EUR"]),
            "category": st.sampled_from(["", "seat", "credit"]),
            "project": st.sampled_from(["", "p", 'say "a, b"']),
            "id": st.sampled_from([""]),
        }
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(found=rows, with_ids=st.booleans())
def test_what_is_imported_is_the_sum_of_the_rows_and_is_the_same_through_an_export(
    sqlite_database: Database, found: list[Row], with_ids: bool
) -> None:
    emptied(sqlite_database)
    given_ids = [{**one, "id": f"@{n}" if with_ids else ""} for n, one in enumerate(found)]
    with TemporaryDirectory() as folder:
        imported(sqlite_database, saved(Path(folder) / "a.csv", *given_ids))
        said = billed(sqlite_database, "provider", "day")
        for (provider, day, currency), amount in said.items():
            these = [
                one for one in found if (one["provider"], one["date"], one["currency"]) == (provider, day, currency)
            ]
            assert amount == sum(Decimal(one["amount"]) for one in these)
        out = io.StringIO()
        with sqlite_database.reading() as reading:
            focus.write(reading, out, days(reading, charge.c.day, since=None, until=None), lambda _: None)
        emptied(sqlite_database)
        path = Path(folder) / "all.csv"
        path.write_text(out.getvalue(), encoding="utf-8", newline="")
        bills.import_focus(sqlite_database, [path], now=NOW, pseudonym=no_pseudonym)
    assert billed(sqlite_database, "provider", "day") == said
