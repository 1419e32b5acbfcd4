"""Parquet says the same as CSV, exactly, or is refused whole."""

from __future__ import annotations

import random
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from bot.errors import ImportRefusedError
from bot.facts.charge import Charge
from bot.providers.bill_file import BillFile
from bot.providers.focus import focus_files
from tests.providers.focus_samples import row, without, write
from tests.providers.parquet_samples import TYPES, write_parquet


def refusal(*paths: Path) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        focus_files(paths).check(lambda _: None)
    return str(caught.value)


def read(path: Path) -> list[Charge]:
    files = focus_files([path])
    files.check(lambda _: None)
    return [charge for _, charge in files.charges()]


def of_sql(path: Path, select: str) -> list[list[str]]:
    """The records of a Parquet file that a query makes."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return [cells for _, cells in BillFile(path, path.name).records(lambda _: None)]


@pytest.mark.parametrize("kind", ["DECIMAL(38, 18)", "DOUBLE", "VARCHAR"])
def test_an_amount_is_the_same_as_a_decimal_as_a_float_in_its_shortest_form_and_as_text(
    tmp_path: Path, kind: str
) -> None:
    types = {**TYPES, "BilledCost": kind, "EffectiveCost": kind}
    path = write_parquet(tmp_path / "a.parquet", [row(BilledCost="0.1", EffectiveCost="1234567.891")], types)
    (charge,) = read(path)
    assert (charge.billed_cost, charge.effective_cost) == (Decimal("0.1"), Decimal("1234567.891"))


def test_a_float_of_32_bits_is_not_widened_into_digits_that_nobody_wrote(tmp_path: Path) -> None:
    assert of_sql(tmp_path / "a.parquet", "SELECT 0.1::FLOAT AS a") == [["a"], ["0.1"]]


def test_all_38_digits_of_a_decimal_are_kept(tmp_path: Path) -> None:
    number = "12345678901234567890.123456789012345678"
    assert of_sql(tmp_path / "a.parquet", f"SELECT {number}::DECIMAL(38, 18) AS a") == [["a"], [number]]


@pytest.mark.parametrize("number", ["'nan'::DOUBLE", "'inf'::DOUBLE"])
def test_a_float_that_is_no_number_is_refused_in_its_row_and_column(tmp_path: Path, number: str) -> None:
    path = write_parquet(tmp_path / "a.parquet", [row(), row(Id="18")])
    with duckdb.connect() as connection:
        bill = f"SELECT * REPLACE (if(Id = '18', {number}, 1) AS BilledCost) FROM '{path}'"  # noqa: S608
        connection.execute(f"COPY ({bill}) TO '{tmp_path}/b.parquet' (FORMAT parquet)")
    assert refusal(tmp_path / "b.parquet").startswith("b.parquet:3:BilledCost: '")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("TIMESTAMP '2026-09-18 22:00:00'", "2026-09-18 22:00:00"),
        ("TIMESTAMPTZ '2026-09-19 00:00:00+02'", "2026-09-18 22:00:00+00"),
        ("DATE '2026-09-18'", "2026-09-18"),
        ("MAP {'a': 'b', 'c': NULL}", '{"a": "b", "c": null}'),
        ("[{'key': 'a', 'value': 'é'}]", '[{"key": "a", "value": "é"}]'),
        ("'AWS'::BLOB", "AWS"),
        ("NULL::INTEGER", ""),
        ("42", "42"),
        ("true", "true"),
    ],
)
def test_each_type_is_written_as_in_a_csv_file(tmp_path: Path, value: str, text: str) -> None:
    assert of_sql(tmp_path / "a.parquet", f"SELECT {value} AS a") == [["a"], [text]]


def test_the_folders_above_a_file_are_no_columns_and_its_name_is_no_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "BILLING_PERIOD=2026-09"
    folder.mkdir()
    path = write_parquet(folder / "part[1].parquet", [row()])
    assert next(iter(BillFile(path, "a").records(lambda _: None)))[1] == list(row())


def test_two_columns_that_differ_by_letter_case_alone_are_refused_as_in_a_csv_file(tmp_path: Path) -> None:
    rows = [{**without("BilledCost"), "billedcost": "1", "BILLEDCOSX": "2"}]
    path = write_parquet(tmp_path / "a.parquet", rows)
    path.write_bytes(path.read_bytes().replace(b"BILLEDCOSX", b"BILLEDCOST"))
    assert refusal(path).startswith("a.parquet:1:BilledCost: stands more than once in the header")


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet", [row(Id=str(n)) for n in range(2_500)])
    told: list[int] = []
    focus_files([path]).check(told.append)
    assert sum(told) == path.stat().st_size
    assert len(told) > 2


def test_a_bill_that_stands_there_as_csv_and_as_parquet_is_refused(tmp_path: Path) -> None:
    rows = [row(Id=str(n)) for n in range(3)]
    says = refusal(write(tmp_path / "a.csv", rows), write_parquet(tmp_path / "a.parquet", rows))
    assert says.startswith("a.parquet:1: the same rows stand in a.csv")


def test_a_cut_or_damaged_file_is_refused_or_whole_and_never_ends_the_program(tmp_path: Path) -> None:
    rows = [row(Id=str(n), BilledCost=f"{n}.25", Tags="NULL") for n in range(40)]
    data = write_parquet(tmp_path / "a.parquet", rows, codec="zstd").read_bytes()
    chance, path, refused = random.Random(4), tmp_path / "b.parquet", []  # noqa: S311
    for number in range(90):
        damaged = bytearray(data)
        if number % 3 == 0:
            del damaged[chance.randrange(8, len(data) - 1) :]
        else:
            damaged[chance.randrange(4, len(data))] ^= chance.randrange(1, 256)
        path.write_bytes(damaged)
        try:
            list(BillFile(path, "b.parquet").records(lambda _: None))
        except ImportRefusedError:
            refused.append(number)
    assert {number for number in range(90) if number % 3 == 0} < set(refused)
    path.write_bytes(data[:-9])
    assert "the Parquet file is damaged or cut (" in refusal(path)


def test_a_nul_byte_in_a_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match=r"a\.parquet:2:b: the cell holds a NUL byte"):
        of_sql(tmp_path / "a.parquet", "SELECT 1 AS a, 'x' || chr(0) AS b")


def test_a_row_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match=r"a\.parquet:2: the row is longer than 1048576 characters"):
        of_sql(tmp_path / "a.parquet", "SELECT repeat('x', 2000000) AS a")


def test_a_file_that_unpacks_to_far_more_than_any_bill_is_refused_before_it_has(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="the file unpacks to more than"):
        of_sql(tmp_path / "a.parquet", "SELECT repeat('x', 200000) AS a FROM range(1000)")


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_parquet(tmp_path / "a.parquet", [row()])
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert refusal(path) == (
        "a.parquet:1: this is a Parquet file; pip install 'denominator-bot[parquet]' to read it, or export CSV"
    )
