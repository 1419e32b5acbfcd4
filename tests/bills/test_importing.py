"""Bills into the ledger: whole or not at all, and in nobody's way."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot import bills
from bot.bills import Imported
from bot.errors import ImportRefusedError
from bot.ledger.costs import CostRow, costs
from bot.ledger.db import Database
from bot.ledger.tables import charge
from tests.factories import NOW, no_pseudonym
from tests.providers.focus_samples import row, write


def imported(database: Database, *paths: Path) -> Imported:
    return bills.import_focus(database, paths, now=NOW, pseudonym=no_pseudonym)


def billed(database: Database, *by: str) -> tuple[CostRow, ...]:
    with database.reading() as connection:
        return costs(connection, since=None, until=None, by=by)


def test_a_bill_is_in_the_ledger_once_however_often_it_is_imported(database: Database, tmp_path: Path) -> None:
    """AC-B6: and rows without an id that are alike all count."""
    path = write(tmp_path / "a.csv", [row(BilledCost="2"), row(BilledCost="3"), row(BilledCost="3")])
    first, again = imported(database, path), imported(database, path)
    assert (first.rows, first.added, first.removed) == (3, 3, 0)
    assert (again.rows, again.added, again.removed) == (3, 0, 0)
    (total,) = billed(database)
    assert (total.billed_cost, total.charges) == (Decimal(8), 3)


def test_others_write_while_a_bill_is_read(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(Id=str(n)) for n in range(6_000)])
    written = []

    def meanwhile(_: int) -> None:
        with database.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        written.append(len(rows_of(database)))

    bills.import_focus(database, [path], now=NOW, pseudonym=no_pseudonym, progress=meanwhile)
    assert len(written) > 4
    assert set(written) == {0}
    assert len(rows_of(database)) == 6_000


def rows_of(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(select(charge.c.source_id)).scalars())


def test_a_bill_that_changes_while_it_is_read_leaves_the_ledger_as_it_was(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(BilledCost="2")])
    calls = []

    def meddling(_: int) -> None:
        calls.append(write(path, [row(BilledCost="3")]))

    with pytest.raises(ImportRefusedError, match="changed since it was checked"):
        bills.import_focus(database, [path], now=NOW, pseudonym=no_pseudonym, progress=meddling)
    assert rows_of(database) == []
    imported(database, path)
    (total,) = billed(database)
    assert total.billed_cost == 3


def test_a_failure_while_writing_leaves_the_ledger_as_it_was_and_no_table_behind(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise RuntimeError("the power went")

    path = write(tmp_path / "a.csv", [row()])
    with monkeypatch.context() as broken:
        broken.setattr("bot.ledger.sources.note_success", failing)
        with pytest.raises(RuntimeError, match="the power went"):
            imported(database, path)
    assert rows_of(database) == []
    assert imported(database, path).added == 1


def test_a_row_that_changed_is_replaced(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path / "a.csv", [row(Id="1"), row(Id="2")]))
    done = imported(database, write(tmp_path / "a.csv", [row(Id="1"), row(Id="2", BilledCost="7")]))
    assert (done.added, done.removed) == (1, 1)


@pytest.mark.parametrize(
    "cells", [{"InvoiceIssuerName": "Nimbus"}, {"BillingPeriodEnd": "2026-09-30"}, {"BillingPeriodStart": "2026-09-02"}]
)
def test_a_bill_that_is_in_the_ledger_under_another_label_is_refused(
    database: Database, tmp_path: Path, cells: dict[str, str]
) -> None:
    imported(database, write(tmp_path / "a.csv", [row(Id=str(n), BilledCost="1") for n in range(3)]))
    relabelled = [row(Id=str(n), BilledCost="1", **cells) for n in range(1, 4)]
    with pytest.raises(ImportRefusedError, match=r"^2 rows of the bill of Nimbus.* are in the ledger already, as the"):
        imported(database, write(tmp_path / "b.csv", relabelled))
    (total,) = billed(database)
    assert (total.billed_cost, total.charges) == (Decimal(3), 3)


def test_a_bill_that_only_has_list_prices_is_found_under_another_label_too(database: Database, tmp_path: Path) -> None:
    free = {"BilledCost": "0", "EffectiveCost": "0", "ListCost": "1"}
    imported(database, write(tmp_path / "a.csv", [row(Id=str(n), **free) for n in range(3)]))
    relabelled = [row(Id=str(n), InvoiceIssuerName="Nimbus", **free) for n in range(1, 4)]
    with pytest.raises(ImportRefusedError, match=r"^2 rows of the bill of Nimbus.* are in the ledger already, as the"):
        imported(database, write(tmp_path / "b.csv", relabelled))


def test_another_end_of_the_same_day_is_the_same_bill(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path / "a.csv", [row(Id="1"), row(Id="2")]))
    done = imported(
        database, write(tmp_path / "b.csv", [row(Id=n, BillingPeriodEnd="2026-09-30T23:59:59Z") for n in "12"])
    )
    assert (done.added, done.removed) == (0, 0)


def test_a_second_issuer_of_the_same_account_and_month_is_added(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path / "a.csv", [row(Id=str(n), BilledCost="1") for n in range(4)]))
    other = [row(Id=str(n), BilledCost="1", InvoiceIssuerName="Nimbus Canada, Inc.") for n in range(2, 6)]
    imported(database, write(tmp_path / "b.csv", other))
    assert sum(one.charges for one in billed(database)) == 8


def test_a_month_long_charge_counts_once_and_costs_the_same_on_each_day(database: Database, tmp_path: Path) -> None:
    september = {"ChargePeriodStart": "2026-09-01", "ChargePeriodEnd": "2026-10-01"}
    month = {"BilledCost": "30", "EffectiveCost": "60", **september}
    path = write(tmp_path / "a.csv", [row(**month), row(BilledCost="1", EffectiveCost="1")])
    done = imported(database, path)
    assert (done.rows, done.added) == (2, 2)
    for by in ([], ["line_item"]):
        (total,) = billed(database, *by)
        assert [total.billed_cost, total.effective_cost, total.charges] == [31, 61, 2]
    days = {one.key("day"): [one.billed_cost, one.effective_cost, one.charges] for one in billed(database, "day")}
    assert len(days) == 30
    assert [days[f"2026-09-{day}"] for day in ("01", "02", "18")] == [[30, 2, 1], [0, 2, 0], [1, 3, 1]]
    assert imported(database, path).added == 0
    again = imported(database, write(path, [row(**{**month, "EffectiveCost": "90"}), row()]))
    assert (again.added, again.removed) == (2, 2)
