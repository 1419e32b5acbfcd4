"""CSV of the organisation's own: every column means one thing, and what is not sure is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.errors import ImportRefusedError
from bot.facts.charge import Charge, ChargeCategory, Scope
from bot.providers.own_bill import DAYS, MANDATORY, OPTIONAL, own_files
from tests.providers import focus_samples
from tests.providers.focus_samples import csv_text

EXAMPLE = Path(__file__).parents[2] / "example.csv"
Row = Mapping[str, str]

ROW: Row = {"date": "2026-10-05", "provider": "Fal AI", "amount": "12.40", "currency": "usd"}


def saved(path: Path, *rows: Row) -> Path:
    columns = list(dict.fromkeys(name for one in rows for name in one))
    path.write_text(csv_text(rows, columns=columns), encoding="utf-8", newline="")
    return path


def read(*paths: Path) -> list[tuple[Scope, Charge]]:
    files = own_files(paths)
    files.check(lambda _: None)
    return list(files.charges())


def refusal(*paths: Path) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        own_files(paths).check(lambda _: None)
    return str(caught.value)


def test_four_columns_make_a_charge(tmp_path: Path) -> None:
    ((scope, charge),) = read(saved(tmp_path / "a.csv", ROW))
    assert scope == Scope("csv:fal-ai", "fal-ai||2026-10-01..2026-11-01")
    assert charge == Charge(
        id=charge.id,
        provider="fal-ai",
        starts_at=datetime(2026, 10, 5, tzinfo=UTC),
        ends_at=datetime(2026, 10, 6, tzinfo=UTC),
        currency="USD",
        billed_cost=Decimal("12.4"),
        effective_cost=Decimal("12.4"),
    )


def test_every_column_has_its_field(tmp_path: Path) -> None:
    more = {
        "account": "acme",
        "project": "images",
        "key": "key_1",
        "model": "opal-2",
        "person": "Ana.Silva@acme.example",
        "line_item": "generation",
        "category": "Credit",
        "quantity": "31.5",
        "unit": "images",
        "id": "F-1@x",
        "tag:Team": "Marketing",
        "TAG: lane": "batch",
    }
    ((scope, charge),) = read(saved(tmp_path / "a.csv", {**ROW, **more}))
    assert scope == Scope("csv:fal-ai:acme", "fal-ai|acme|2026-10-01..2026-11-01")
    assert charge == Charge(
        id="F-1%40x",
        provider="fal-ai",
        starts_at=datetime(2026, 10, 5, tzinfo=UTC),
        ends_at=datetime(2026, 10, 6, tzinfo=UTC),
        currency="USD",
        billed_cost=Decimal("12.4"),
        effective_cost=Decimal("12.4"),
        category=ChargeCategory.CREDIT,
        billing_account="acme",
        sub_account="images",
        key="key_1",
        model="opal-2",
        line_item="generation",
        person="ana.silva@acme.example",
        quantity=Decimal("31.5"),
        unit="images",
        tags={"Team": "Marketing", "lane": "batch"},
    )


def test_a_charge_for_a_month_costs_the_same_on_each_day_and_is_billed_on_the_first(tmp_path: Path) -> None:
    month = {"since": "2026-10-01", "until": "2026-11-01", "provider": "notes", "amount": "31", "currency": "EUR"}
    charges = [charge for _, charge in read(saved(tmp_path / "a.csv", month))]
    assert len(charges) == 31
    assert [charges[0].billed_cost, charges[1].billed_cost] == [31, 0]
    assert {charge.effective_cost for charge in charges} == {Decimal(1)}


def test_each_account_and_month_is_a_scope(tmp_path: Path) -> None:
    rows = [{**ROW, "account": account, "date": day} for account in ("a", "") for day in ("2026-09-30", "2026-10-01")]
    assert {scope for scope, _ in read(saved(tmp_path / "a.csv", *rows))} == {
        Scope("csv:fal-ai", "fal-ai||2026-09-01..2026-10-01"),
        Scope("csv:fal-ai", "fal-ai||2026-10-01..2026-11-01"),
        Scope("csv:fal-ai:a", "fal-ai|a|2026-09-01..2026-10-01"),
        Scope("csv:fal-ai:a", "fal-ai|a|2026-10-01..2026-11-01"),
    }


@pytest.mark.parametrize(
    ("cells", "begins"),
    [
        ({"amount": "12,40"}, "amount: '12,40' is not a decimal number; write it like -1234.56"),
        ({"amount": "1.234,50"}, "amount: '1.234,50' is not a decimal number"),
        ({"amount": "1,234.50"}, "amount: '1,234.50' is not a decimal number"),
        ({"amount": "1'234.50"}, 'amount: "1\'234.50" is not a decimal number'),
        ({"amount": "1 234.50"}, "amount: '1 234.50' is not a decimal number"),
        ({"amount": "$5"}, "amount: '$5' is not a decimal number"),
        ({"amount": "NaN"}, "amount: 'NaN' is not a decimal number"),
        ({"amount": ""}, "amount: is empty, and no row may be without it"),
        ({"amount": "99999999999"}, "amount: '99999999999' is more than the ledger can hold"),
        ({"currency": "USDT"}, "currency: 'USDT' is not a currency code of three letters"),
        ({"currency": "XYZ"}, "currency: 'XYZ' is no currency of ISO 4217"),
        ({"currency": "€"}, "currency: '€' is not a currency code"),
        ({"date": "05.10.2026"}, "date: '05.10.2026' is not a day; write it like 2026-10-05, other forms are not"),
        ({"date": "10/05/2026"}, "date: '10/05/2026' is not a day"),
        ({"date": "20261005"}, "date: '20261005' is not a day"),
        ({"date": "2026-02-30"}, "date: '2026-02-30' is not a day"),
        ({"date": "2026-10-05T10:00:00"}, "date: '2026-10-05T10:00:00' is not a day"),
        ({"date": "9999-12-31"}, "date: '9999-12-31' is not a day"),
        ({"date": "NULL"}, "date: is empty, and no row may be without it"),
        ({"provider": "-"}, "provider: '-' is not the name of a provider"),
        ({"category": "Purchase"}, "category: 'Purchase' is no category; it must be one of usage, seat"),
        ({"person": "Ana Silva"}, "person: 'Ana Silva' is no e-mail"),
        ({"quantity": "1,5"}, "quantity: '1,5' is not a decimal number"),
    ],
)
def test_what_is_not_sure_is_refused_with_file_line_and_column(tmp_path: Path, cells: Row, begins: str) -> None:
    assert refusal(saved(tmp_path / "a.csv", ROW, {**ROW, **cells})).startswith(f"a.csv:3:{begins}")


@pytest.mark.parametrize(
    ("since", "until", "begins"),
    [
        ("2026-10-01", "2026-10-01", "until: 2026-10-01 is not after since 2026-10-01; until is the first day that is"),
        ("2026-10-01", "", "until: is empty"),
        ("", "2026-10-01", "since: is empty"),
        ("1.10.2026", "2026-11-01", "since: '1.10.2026' is not a day"),
    ],
)
def test_days_from_one_to_another_are_both_there_and_in_order(
    tmp_path: Path, since: str, until: str, begins: str
) -> None:
    one = {"since": since, "until": until, "provider": "a", "amount": "1", "currency": "USD"}
    assert refusal(saved(tmp_path / "a.csv", one)).startswith(f"a.csv:2:{begins}")


def without(*names: str, **more: str) -> Row:
    return {name: text for name, text in {**ROW, **more}.items() if name not in names}


def test_a_focus_bill_is_sent_to_its_own_import(tmp_path: Path) -> None:
    told = "this looks like a FOCUS bill; read it with: denominator import focus"
    assert refusal(saved(tmp_path / "a.csv", focus_samples.USAGE)) == f"a.csv:1: {told}"
    assert refusal(saved(tmp_path / "a.csv", {**ROW, "BilledCost": "1"})).startswith("a.csv:1:billedcost: is not known")


@pytest.mark.parametrize(
    ("row", "begins"),
    [
        (without("amount"), "amount: missing from the header"),
        (without("date"), "date: missing from the header"),
        (without("date", since="2026-10-01"), "until: missing from the header"),
        (without("date", "provider"), "provider, since, until: missing from the header"),
        (without(since="2026-10-01", until="2026-11-01"), "date: stands beside since and until"),
        (without(modell="opal"), "modell: is not known here; known are date, since, until, provider, amount"),
        (without(Amount="1"), "amount: stands more than once in the header"),
    ],
)
def test_a_header_with_a_missing_a_doubled_or_a_strange_column_is_refused(
    tmp_path: Path, row: Row, begins: str
) -> None:
    assert refusal(saved(tmp_path / "a.csv", row)).startswith(f"a.csv:1:{begins}")


def test_semicolons_are_told_to_be_commas(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("date;provider;amount;currency\n2026-10-05;a;1;USD\n")
    assert refusal(path) == "a.csv:1: the cells are separated by semicolons; export the file again with commas"


def test_a_row_with_an_id_counts_once_however_often_and_wherever_it_stands(tmp_path: Path) -> None:
    """AC-B1."""
    one, other = {**ROW, "id": "1"}, {**ROW, "id": "2", "amount": "3"}
    again = {"id": "1", "currency": "USD", "amount": "12.4", "provider": "Fal AI", "date": "2026-10-05"}
    paths = [saved(tmp_path / "a.csv", one, other, one), saved(tmp_path / "b.csv", again)]
    files = own_files(paths)
    summary = files.check(lambda _: None)
    assert (summary.rows, summary.repeated) == (2, 2)
    assert [charge.billed_cost for _, charge in files.charges()] == [Decimal("12.4"), Decimal(3)]


def test_a_copy_of_a_file_whose_rows_all_have_ids_counts_once(tmp_path: Path) -> None:
    rows: Sequence[Row] = [{**ROW, "id": str(n)} for n in range(3)]
    assert len(read(saved(tmp_path / "a.csv", *rows), saved(tmp_path / "b.csv", *rows))) == 3


def test_what_differs_is_not_what_is_only_written_another_way(tmp_path: Path) -> None:
    first = saved(tmp_path / "a.csv", {**ROW, "id": "7"})
    alike = {"amount": f"{ROW['amount']}0", "currency": ROW["currency"].upper()}
    other = saved(tmp_path / "b.csv", {**ROW, **alike, "id": "7", "model": "opal"})
    assert refusal(first, other).startswith("b.csv:2:model: the id 7 stands in a.csv:2 too, with another model;")


@pytest.mark.parametrize(
    ("cells", "column"),
    [({"amount": "12.41"}, "amount"), ({"date": "2026-11-05"}, "date"), ({"model": "opal"}, "model")],
)
def test_the_same_id_with_another_row_is_refused_with_both_places(tmp_path: Path, cells: Row, column: str) -> None:
    """AC-B1: which of them is right is not guessed."""
    first = saved(tmp_path / "a.csv", {**ROW, "id": "8"}, {**ROW, "id": "7"})
    other = saved(tmp_path / "b.csv", {**ROW, "id": "7", **cells})
    assert refusal(first, other) == (
        f"b.csv:2:{column}: the id 7 stands in a.csv:3 too, with another {column}; give each charge its own id"
    )


def test_an_id_is_one_charge_of_its_provider_and_account_only(tmp_path: Path) -> None:
    rows = [{**ROW, "id": "7", "provider": name, "account": account} for name in "ab" for account in ("", "x")]
    assert len(read(saved(tmp_path / "a.csv", *rows))) == 4


def test_rows_without_an_id_are_each_a_charge_and_a_copy_of_their_file_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", ROW, ROW)
    assert len({charge.id for _, charge in read(path)}) == 2
    copy = saved(tmp_path / "b.csv", ROW, ROW)
    assert refusal(path, copy).startswith("b.csv:1: the same rows stand in a.csv, the charges would count twice")


def test_an_export_of_a_month_to_date_beside_a_later_one_is_refused(tmp_path: Path) -> None:
    rows = [{**ROW, "amount": str(n)} for n in range(1, 5)]
    says = refusal(saved(tmp_path / "a.csv", *rows[:3]), saved(tmp_path / "b.csv", *rows))
    assert says.startswith("b.csv:1: 3 of its rows stand in a.csv too and would count twice; keep the newest export")


def test_lines_above_the_header_that_begin_with_a_number_sign_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('# our "own, bills\n\n# of October\n' + csv_text([{**ROW, "amount": "x"}]))
    assert refusal(path).startswith("a.csv:5:amount")
    path.write_text(csv_text([ROW]) + "# the end\n")
    assert refusal(path).startswith("a.csv:3:provider: the line ends after 1 of 4 cells")


def test_the_example_is_read_and_has_every_column_and_says_each_above() -> None:
    charges = [charge for _, charge in read(EXAMPLE)]
    assert sum(charge.billed_cost or 0 for charge in charges if charge.currency == "USD") == Decimal("9.9004")
    assert {scope.connection for scope, _ in read(EXAMPLE)} == {"csv:fal:acme", "csv:notetaker"}
    notes = "\n".join(line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line.startswith("#"))
    header = next(line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    assert set(header.split(",")) == {*MANDATORY, *OPTIONAL, "since", "until", "tag:team"}
    for name in (*DAYS, *MANDATORY, *OPTIONAL, "tag:NAME"):
        assert name in notes
