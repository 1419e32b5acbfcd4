from __future__ import annotations

import gzip
from pathlib import Path

from bot.bill_files import bill_files
from bot.doctor.bills import bills
from bot.facts.check import Check

HEADER = (
    "BilledCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,"
    "ChargeCategory,ProviderName,BillingAccountId\n"
)
ROW = "1,USD,2026-10-01,2026-11-01,2026-10-05,2026-10-06,Usage,AWS,1\n"


def said(path: Path) -> Check:
    (check,) = bills([path])
    return check


def test_of_a_folder_only_csv_files_plain_or_gzipped_are_taken_by_name(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv.gz", "C.CSV", "d.gz", ".hidden.csv", "b.csv.part", "notes.txt", "Thumbs.db"):
        (tmp_path / name).touch()
    (tmp_path / "old.csv").mkdir()
    assert [path.name for path in bill_files([tmp_path])] == ["C.CSV", "a.csv.gz", "b.csv", "d.gz"]


def test_a_named_file_is_itself_whatever_it_is_called(tmp_path: Path) -> None:
    assert bill_files([tmp_path / "bill", tmp_path]) == [tmp_path / "bill"]


def test_files_that_begin_as_bills_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + ROW)
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress((HEADER + ROW).encode()))
    assert said(tmp_path) == Check(f"bills {tmp_path}", ok=True, says=f"{tmp_path} holds 2 billing files.")


def test_a_path_that_leads_nowhere_or_to_nothing_is_named(tmp_path: Path) -> None:
    assert "there is no such file; check the path" in said(tmp_path / "gone.csv").says
    assert "where no .csv, .csv.gz or .parquet is" in said(tmp_path).says
    assert not said(tmp_path).ok


def test_a_file_that_is_no_bill_is_named_with_what_it_lacks(tmp_path: Path) -> None:
    for content, reason in (("", "the file is empty"), ("BilledCost\n1\n", "BillingCurrency"), ("PAR1", "Parquet")):
        (tmp_path / "a.csv").write_text(content)
        check = said(tmp_path)
        assert not check.ok
        assert "a.csv:1" in check.says
        assert reason in check.says
