"""Of a cloud's bill the org file takes a part; what it leaves out is said to the nano, and an invoice is still met."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import bills
from bot.bills import Imported
from bot.facts.bill_limit import BillLimit
from bot.facts.charge import Scope
from bot.facts.invoice import Invoice
from bot.facts.left_out import LeftOutSum, by_service
from bot.facts.org import Org
from bot.facts.overlap import Overlap
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.ledger.invoiced import invoiced
from bot.ledger.tables import left_out
from bot.providers.bill_limits import LeftOuts, takes
from bot.providers.bill_row import BillRow
from tests.conftest import emptied
from tests.factories import NOW, a_charge, no_pseudonym
from tests.ledger.test_placing import apply
from tests.providers.focus_samples import Row, row, write
from tests.verification.test_verify import verified

BEDROCK = BillLimit(provider="nimbus-cloud", service=("Model*",))
INVOICE = Invoice(provider="nimbus-cloud", month=date(2026, 9, 1), amount=Decimal(10), currency="USD")


def imported(database: Database, *rows: Row) -> Imported:
    with TemporaryDirectory() as folder:
        path = write(Path(folder) / "bill.csv", [{**one, "Id": str(n)} for n, one in enumerate(rows)])
        return bills.import_focus(database, [path], now=NOW, pseudonym=no_pseudonym)


def billed(database: Database) -> list[tuple[str | None, Decimal | None]]:
    with database.reading() as connection:
        return [
            (one.key("line_item"), one.billed_cost)
            for one in costs(connection, since=None, until=None, by=["line_item"])
        ]


@pytest.mark.parametrize(
    ("limits", "row", "taken"),
    [
        ((), ("aws", "Amazon EC2", "Compute", "1"), True),
        ((BEDROCK,), ("aws", "Amazon EC2", "Compute", "1"), True),
        ((BEDROCK,), ("nimbus-cloud", "Model Hosting", None, None), True),
        ((BEDROCK,), ("nimbus-cloud", "MODEL hosting", None, None), True),
        ((BEDROCK,), ("nimbus-cloud", "A Model", None, None), False),
        ((BEDROCK,), ("nimbus-cloud", None, None, None), False),
        ((BillLimit(service=("*(Bedrock Edition)",)),), ("aws", "Opal 2 (Bedrock Edition)", None, None), True),
        ((BillLimit(service=("*(Bedrock Edition)",)),), ("aws", "Opal 2 [Bedrock Edition]", None, None), False),
        ((BillLimit(service_category=("AI*",)),), ("aws", "S3", "AI and Machine Learning", None), True),
        ((BillLimit(service_category=("AI*",)),), ("aws", "S3", "Storage", None), False),
        ((BillLimit(service=("S3",), sku=("A-*",)),), ("aws", "S3", None, "B-1"), False),
        ((BillLimit(service=("S3",), sku=("A-*", "B*")),), ("aws", "S3", None, "B-1"), True),
        ((BEDROCK, BillLimit(provider="nimbus*", sku=("7",))), ("nimbus-cloud", "S3", None, "7"), True),
    ],
)
def test_a_row_is_taken_where_any_limit_about_its_provider_takes_it(
    limits: tuple[BillLimit, ...], row: tuple[str, str | None, str | None, str | None], taken: bool
) -> None:
    assert takes(limits)(*row) is taken


def test_what_is_left_out_is_said_by_provider_and_service_and_is_not_in_the_ledger(database: Database) -> None:
    apply(database, Org(bills=(BEDROCK,)))
    done = imported(
        database,
        row(BilledCost="1.5"),
        row(BilledCost="2", ServiceName="Disks"),
        row(BilledCost="0.000000001", ServiceName="Disks"),
        row(BilledCost="-1", ServiceName="NULL", ChargeCategory="Credit"),
        row(BilledCost="7", ServiceName="Disks", BillingCurrency="EUR"),
    )
    assert (done.rows, done.added) == (1, 1)
    assert by_service(done.left_out) == (
        LeftOutSum("nimbus-cloud", "Disks", "EUR", 1, Decimal(7)),
        LeftOutSum("nimbus-cloud", "Disks", "USD", 2, Decimal("2.000000001")),
        LeftOutSum("nimbus-cloud", None, "USD", 1, Decimal(-1)),
    )
    assert billed(database) == [("Model Hosting", Decimal("1.5"))]


def test_a_bill_that_is_imported_again_under_other_limits_is_replaced_whole(database: Database) -> None:
    rows = [row(BilledCost="1"), row(BilledCost="2", ServiceName="Disks")]
    imported(database, *rows)
    apply(database, Org(bills=(BEDROCK,)))
    assert imported(database, *rows).removed == 1
    apply(database, Org(bills=(BillLimit(service=("Nothing",)),)))
    done = imported(database, *rows)
    assert (done.rows, done.removed, len(done.left_out)) == (0, 1, 2)
    assert billed(database) == []
    apply(database, Org())
    assert imported(database, *rows).left_out == ()
    with database.reading() as connection:
        assert connection.execute(left_out.select()).all() == []


def test_what_was_billed_of_a_row_that_is_left_out_is_never_taken_for_nothing_where_it_is_not_known() -> None:
    row = BillRow(b"", Scope("focus:4711", "bill"), a_charge(), more=(a_charge(billed_cost=None),))
    with pytest.raises(ValueError, match="what a bill leaves out must say what was billed"):
        LeftOuts().add(row)


def test_an_invoice_of_the_whole_bill_is_met_by_what_was_taken_and_what_was_left_out(database: Database) -> None:
    rows = [row(BilledCost="3"), row(BilledCost="7", ServiceName="Disks"), row(BilledCost="9", BillingCurrency="EUR")]
    of_connection = Invoice(connection="focus:4711", month=date(2026, 9, 1), amount=Decimal(10), currency="USD")
    apply(database, Org(bills=(BEDROCK,), invoices=(INVOICE, of_connection)))
    imported(database, *rows)
    found = [check for check in verified(database) if check.name == "invoices"]
    assert [check.ok for check in found] == [True, True]
    assert found[1].says == (
        "Invoice of nimbus-cloud for September 2026 says 10 USD and the charges come to the same 10 USD, 7 USD of it "
        "left out by [[bill]]."
    )


def test_an_invoice_is_met_also_where_nothing_of_the_bill_was_taken(database: Database) -> None:
    apply(database, Org(bills=(BillLimit(service=("Nothing",)),), invoices=(INVOICE,)))
    imported(database, row(BilledCost="10"))
    assert [check.ok for check in verified(database) if check.name == "invoices"] == [True]


def test_what_a_suppressed_connection_left_out_is_no_part_of_its_providers_invoice(database: Database) -> None:
    overlap = Overlap(connection="focus:4711", covered_by="nimbus-cloud")
    apply(database, Org(bills=(BEDROCK,), overlaps=(overlap,)))
    imported(database, row(BilledCost="3"), row(BilledCost="7", ServiceName="Disks"))
    with database.reading() as connection:
        (of_provider, of_connection) = invoiced(
            connection, [INVOICE, replace(INVOICE, provider=None, connection="focus:4711")]
        )
    assert {one.of: one.left_out for one in (of_provider, of_connection)} == {
        "nimbus-cloud": 0,
        "connection focus:4711": 7,
    }


amounts = st.decimals(-1000, 1000, places=9)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    lines=st.lists(
        st.tuples(amounts, st.sampled_from(["Model Hosting", "Disks", "NULL"]), st.sampled_from(["USD", "EUR"])),
        min_size=1,
        max_size=12,
    ),
    service=st.sampled_from(["Model*", "disks", "*", "Nothing"]),
)
def test_what_is_taken_and_what_is_left_out_come_to_the_bill_exactly(
    sqlite_database: Database, lines: list[tuple[Decimal, str, str]], service: str
) -> None:
    emptied(sqlite_database)
    apply(sqlite_database, Org(bills=(BillLimit(provider="nimbus-cloud", service=(service,)),)))
    done = imported(
        sqlite_database,
        *(row(BilledCost=f"{one:f}", ServiceName=name, BillingCurrency=code) for one, name, code in lines),
    )
    assert done.rows + sum(one.rows for one in done.left_out) == len(lines)
    with sqlite_database.reading() as connection:
        taken = {one.currency: one.billed_cost or 0 for one in costs(connection, since=None, until=None, by=[])}
    for currency in ("USD", "EUR"):
        kept_out = sum(one.billed for one in done.left_out if one.currency == currency)
        assert taken.get(currency, 0) + kept_out == sum(one for one, _, code in lines if code == currency)
    assert all(
        one.scope == Scope("focus:4711", "Nimbus Cloud, Inc.|4711|2026-09-01..2026-10-01") for one in done.left_out
    )
