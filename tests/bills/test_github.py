"""A report of GitHub's that somebody downloaded: included use and extra apart, an organization's months as a whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot import bills
from bot.bills import Imported
from bot.errors import ImportRefusedError
from bot.ledger.costs import CostRow, costs
from bot.ledger.db import Database
from tests.factories import NOW, no_pseudonym
from tests.providers.test_github_report import report


def imported(database: Database, folder: Path, text: str) -> Imported:
    file = folder / "usage.csv"
    file.write_text(text, encoding="utf-8")
    return bills.import_github(database, [file], now=NOW, pseudonym=no_pseudonym)


def bought(day: int, *, paid_by_the_pool: str) -> dict[str, str]:
    """A line of use worth 10 USD, of which the pool of the plan pays so much."""
    net = str(10 - Decimal(paid_by_the_pool))
    amounts = {"gross_amount": "10", "discount_amount": paid_by_the_pool, "net_amount": net, "quantity": "1000"}
    return {"date": f"2026-11-{day:02}", **amounts}


def held(database: Database, *by: str) -> dict[tuple[str | None, ...], CostRow]:
    with database.reading() as connection:
        rows = costs(connection, since=None, until=None, by=by)
    return {tuple(value for _, value in row.keys): row for row in rows}


def test_what_the_pool_paid_for_and_what_was_billed_beside_it_are_charges_apart(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """AC-D2."""
    done = imported(
        sqlite_database, tmp_path, report({}, {"username": "", "discount_amount": "0.12345", "net_amount": "0"})
    )
    assert (done.rows, done.connections) == (3, ("csv:github:acme",))
    by_basis = {basis: row for (basis,), row in held(sqlite_database, "basis").items()}
    assert by_basis["measured"].billed_cost == Decimal("0.02345")
    assert (by_basis["included"].billed_cost, by_basis["included"].effective_cost) == (0, 0)
    assert by_basis["included"].list_cost == Decimal("0.22345")
    ((provider, account, model),) = held(sqlite_database, "provider", "sub_account", "model")
    assert (provider, account, model) == ("github", "acme", "Claude Sonnet 5.5")


def test_the_same_report_again_changes_nothing_and_a_later_one_replaces_its_month(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """AC-B6."""
    first = report({}, {"date": "2026-11-18"}, {"date": "2026-10-01"})
    imported(sqlite_database, tmp_path, first)
    again = imported(sqlite_database, tmp_path, first)
    assert (again.added, again.removed) == (0, 0)
    imported(sqlite_database, tmp_path, report({"net_amount": "5"}))
    by_day = {day: row.billed_cost for (day,), row in held(sqlite_database, "day").items()}
    assert by_day == {"2026-10-01": Decimal("0.02345"), "2026-11-19": 5}


@pytest.mark.parametrize("pool", ["0", "4", "10"])
def test_two_exports_of_one_month_are_refused_whatever_part_the_pool_paid_for(
    sqlite_database: Database, tmp_path: Path, pool: str
) -> None:
    older = [bought(day, paid_by_the_pool=pool) for day in range(1, 9)]
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    files[0].write_text(report(*older), encoding="utf-8")
    files[1].write_text(report(*older, bought(9, paid_by_the_pool=pool)), encoding="utf-8")
    with pytest.raises(ImportRefusedError, match=r"^b\.csv:1: 8 of its rows stand in a\.csv too and would count twice"):
        bills.import_github(sqlite_database, files, now=NOW, pseudonym=no_pseudonym)
    assert held(sqlite_database) == {}


def test_other_products_of_github_are_left_out_and_said(sqlite_database: Database, tmp_path: Path) -> None:
    done = imported(
        sqlite_database, tmp_path, report({}, {"product": "actions", "net_amount": "7", "discount_amount": "0"})
    )
    assert held(sqlite_database)[()].billed_cost == Decimal("0.02345")
    assert [(one.provider, one.billed, one.rows) for one in done.left_out] == [("github", Decimal(7), 1)]


@pytest.mark.parametrize(("pool", "left"), [("0", 10), ("4", 6), ("10", 0)])
def test_what_is_left_out_is_billed_what_the_pool_did_not_pay(
    sqlite_database: Database, tmp_path: Path, pool: str, left: int
) -> None:
    actions = {"product": "actions", **bought(18, paid_by_the_pool=pool)}
    done = imported(sqlite_database, tmp_path, report({}, actions))
    assert [(one.billed, one.rows) for one in done.left_out] == [(left, 1)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (report({}).replace("net_amount", "netto"), "usage.csv:1:net_amount: missing from the header"),
        (report({}, {"quantity": "many"}), "usage.csv:3:quantity: is not a number that the ledger can hold"),
        (report({"date": "19.11.2026"}), "usage.csv:2:date: is not a day such as 2026-11-19"),
    ],
)
def test_a_report_that_cannot_be_read_is_refused_with_its_place(
    sqlite_database: Database, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        imported(sqlite_database, tmp_path, text)
    assert str(caught.value).startswith(said)
    assert held(sqlite_database) == {}


def test_the_days_of_a_report_are_those_it_is_of(sqlite_database: Database, tmp_path: Path) -> None:
    done = imported(sqlite_database, tmp_path, report({}))
    assert (done.period.start, done.period.end) == (date(2026, 11, 19), date(2026, 11, 20))
