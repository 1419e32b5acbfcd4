"""Of the files in FOCUS_PATHS those that have changed are read, each with all others of its bill."""

from __future__ import annotations

import os
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from bot.bill_files import bill_files
from bot.bills import ChangedBills, import_focus, read_changed
from bot.errors import ImportRefusedError
from bot.facts.bill_limit import BillLimit
from bot.facts.org import Org
from bot.ledger.costs import costs
from bot.ledger.db import Database
from tests.factories import NOW, no_pseudonym
from tests.ledger.test_placing import apply
from tests.providers.focus_samples import Row, row, write

AUGUST = {
    "BillingPeriodStart": "2026-08-01",
    "BillingPeriodEnd": "2026-09-01",
    "ChargePeriodStart": "2026-08-03",
    "ChargePeriodEnd": "2026-08-04",
}


def looked(database: Database, *paths: Path) -> ChangedBills:
    return read_changed(database, bill_files(paths), now=NOW, pseudonym=no_pseudonym)


def billed(database: Database) -> dict[str | None, Decimal | None]:
    with database.reading() as connection:
        rows = costs(connection, since=None, until=None, by=["month"])
    return {one.key("month"): one.billed_cost for one in rows}


def put(path: Path, rows: Sequence[Row], *, at: int) -> Path:
    """The file, as written so many seconds after the epoch."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, rows, gz=path.name.endswith(".gz"))
    os.utime(path, (at, at))
    return path


def names(paths: Sequence[Path]) -> list[str]:
    return [path.name for path in paths]


def test_what_has_not_changed_is_not_read_again(database: Database, tmp_path: Path) -> None:
    put(tmp_path / "09.csv", [row(BilledCost="1")], at=100)
    put(tmp_path / "08.csv", [row(BilledCost="2", **AUGUST)], at=100)
    first = looked(database, tmp_path)
    assert (names(first.read), first.unchanged) == (["08.csv", "09.csv"], 0)
    assert looked(database, tmp_path) == ChangedBills(unchanged=2)
    put(tmp_path / "09.csv", [row(BilledCost="3")], at=200)
    again = looked(database, tmp_path)
    assert (names(again.read), again.unchanged) == (["09.csv"], 1)
    assert billed(database) == {"2026-08": Decimal(2), "2026-09": Decimal(3)}


def test_a_file_that_was_only_touched_is_not_read_again(database: Database, tmp_path: Path) -> None:
    path = put(tmp_path / "09.csv", [row(BilledCost="1")], at=100)
    looked(database, tmp_path)
    for at in (200, 50):
        os.utime(path, (at, at))
        assert looked(database, tmp_path) == ChangedBills(unchanged=1)


def test_a_file_of_the_same_size_and_another_content_is_read_again(database: Database, tmp_path: Path) -> None:
    put(tmp_path / "09.csv", [row(BilledCost="1")], at=100)
    looked(database, tmp_path)
    put(tmp_path / "09.csv", [row(BilledCost="2")], at=101)
    assert looked(database, tmp_path).imported is not None
    assert billed(database) == {"2026-09": Decimal(2)}


def test_all_files_of_a_bill_are_read_together_when_one_of_them_changes(database: Database, tmp_path: Path) -> None:
    put(tmp_path / "part1.csv", [row(BilledCost="1", Id="1")], at=100)
    put(tmp_path / "part2.csv", [row(BilledCost="2", Id="2")], at=100)
    put(tmp_path / "other.csv", [row(BilledCost="9", **AUGUST)], at=100)
    looked(database, tmp_path)
    put(tmp_path / "part2.csv", [row(BilledCost="4", Id="2")], at=200)
    done = looked(database, tmp_path)
    assert (names(done.read), done.unchanged) == (["part1.csv", "part2.csv"], 1)
    assert billed(database) == {"2026-08": Decimal(9), "2026-09": Decimal(5)}
    put(tmp_path / "part3.csv", [row(BilledCost="8", Id="3")], at=300)
    assert len(looked(database, tmp_path).read) == 3
    assert billed(database) == {"2026-08": Decimal(9), "2026-09": Decimal(13)}


def test_files_are_together_through_every_bill_that_joins_them(database: Database, tmp_path: Path) -> None:
    put(tmp_path / "a.csv", [row(BilledCost="1", Id="1")], at=100)
    put(tmp_path / "b.csv", [row(BilledCost="2", Id="2"), row(BilledCost="4", Id="3", **AUGUST)], at=100)
    put(tmp_path / "c.csv", [row(BilledCost="8", Id="4", **AUGUST)], at=100)
    looked(database, tmp_path)
    put(tmp_path / "a.csv", [row(BilledCost="16", Id="1")], at=200)
    assert len(looked(database, tmp_path).read) == 3
    assert billed(database) == {"2026-08": Decimal(12), "2026-09": Decimal(18)}


def test_a_file_that_vanished_changes_nothing_and_is_said_once(database: Database, tmp_path: Path) -> None:
    path = put(tmp_path / "09.csv", [row(BilledCost="1")], at=100)
    put(tmp_path / "08.csv", [row(BilledCost="2", **AUGUST)], at=100)
    looked(database, tmp_path)
    path.unlink()
    assert looked(database, tmp_path) == ChangedBills(unchanged=1, gone=(path,))
    assert looked(database, tmp_path) == ChangedBills(unchanged=1)
    assert billed(database) == {"2026-08": Decimal(2), "2026-09": Decimal(1)}


def test_a_bill_is_not_replaced_by_what_is_left_of_it(database: Database, tmp_path: Path) -> None:
    gone = put(tmp_path / "part1.csv", [row(BilledCost="1", Id="1"), row(BilledCost="8", Id="3", **AUGUST)], at=100)
    left = put(tmp_path / "part2.csv", [row(BilledCost="2", Id="2")], at=100)
    looked(database, tmp_path)
    gone.unlink()
    assert looked(database, tmp_path).gone == (gone,)
    put(left, [row(BilledCost="4", Id="2")], at=200)
    for _ in range(2):
        with pytest.raises(
            ImportRefusedError, match=r"part1\.csv is not there any more and held a part of the bill of"
        ):
            looked(database, tmp_path)
    assert billed(database) == {"2026-08": Decimal(8), "2026-09": Decimal(3)}
    put(gone, [row(BilledCost="1", Id="1"), row(BilledCost="8", Id="3", **AUGUST)], at=100)
    assert names(looked(database, tmp_path).read) == ["part1.csv", "part2.csv"]
    assert billed(database) == {"2026-08": Decimal(8), "2026-09": Decimal(5)}


def test_what_is_left_of_a_bill_replaces_it_once_somebody_has_imported_it(database: Database, tmp_path: Path) -> None:
    gone = put(tmp_path / "part1.csv", [row(BilledCost="1", Id="1")], at=100)
    left = put(tmp_path / "part2.csv", [row(BilledCost="2", Id="2")], at=100)
    looked(database, tmp_path)
    gone.unlink()
    put(left, [row(BilledCost="4", Id="2")], at=200)
    with pytest.raises(ImportRefusedError, match=r"import all of them with denominator import focus$"):
        looked(database, tmp_path)
    import_focus(database, [left], now=NOW, pseudonym=no_pseudonym)
    assert names(looked(database, tmp_path).read) == ["part2.csv"]
    put(left, [row(BilledCost="8", Id="2")], at=300)
    looked(database, tmp_path)
    assert billed(database) == {"2026-09": Decimal(8)}


def test_a_new_file_may_take_the_place_of_one_that_vanished(database: Database, tmp_path: Path) -> None:
    gone = put(tmp_path / "0917.csv", [row(BilledCost="1", Id="1")], at=100)
    put(tmp_path / "tax.csv", [row(BilledCost="2", Id="2")], at=100)
    looked(database, tmp_path)
    gone.unlink()
    new = put(tmp_path / "0918.csv", [row(BilledCost="4", Id="1")], at=200)
    assert looked(database, tmp_path).gone == (gone,)
    put(new, [row(BilledCost="8", Id="1")], at=300)
    looked(database, tmp_path)
    assert billed(database) == {"2026-09": Decimal(10)}


def test_a_file_that_leaves_its_bill_to_others_is_refused_until_the_bill_is_imported(
    database: Database, tmp_path: Path
) -> None:
    moved = put(tmp_path / "part1.csv", [row(BilledCost="1", Id="1"), row(BilledCost="8", Id="3", **AUGUST)], at=100)
    left = put(tmp_path / "part2.csv", [row(BilledCost="2", Id="2")], at=100)
    looked(database, tmp_path)
    put(moved, [row(BilledCost="8", Id="3", **AUGUST)], at=200)
    with pytest.raises(ImportRefusedError, match=r"part1\.csv does not hold its part of the bill of"):
        looked(database, tmp_path)
    assert billed(database) == {"2026-08": Decimal(8), "2026-09": Decimal(3)}
    import_focus(database, [moved, left], now=NOW, pseudonym=no_pseudonym)
    assert names(looked(database, tmp_path).read) == ["part1.csv"]
    assert billed(database) == {"2026-08": Decimal(8), "2026-09": Decimal(2)}


def test_a_file_that_is_named_and_not_there_stops_no_other(database: Database, tmp_path: Path) -> None:
    there = put(tmp_path / "09.csv", [row(BilledCost="1")], at=100)
    done = looked(database, tmp_path / "gone.csv", there)
    assert (names(done.gone), names(done.read)) == (["gone.csv"], ["09.csv"])


def test_a_rolling_file_keeps_the_month_it_held_before(database: Database, tmp_path: Path) -> None:
    put(tmp_path / "current.csv", [row(BilledCost="2", **AUGUST)], at=100)
    looked(database, tmp_path)
    put(tmp_path / "current.csv", [row(BilledCost="1")], at=200)
    looked(database, tmp_path)
    assert billed(database) == {"2026-08": Decimal(2), "2026-09": Decimal(1)}


def test_a_file_older_than_what_was_read_of_it_is_left_alone_and_said(database: Database, tmp_path: Path) -> None:
    path = put(tmp_path / "09.csv", [row(BilledCost="1")], at=200)
    looked(database, tmp_path)
    put(path, [row(BilledCost="7")], at=100)
    for _ in range(2):
        assert looked(database, tmp_path) == ChangedBills(older=(path,))
    assert billed(database) == {"2026-09": Decimal(1)}


def test_no_file_of_a_bill_is_read_beside_an_older_one(database: Database, tmp_path: Path) -> None:
    old = put(tmp_path / "part1.csv", [row(BilledCost="1", Id="1")], at=200)
    new = put(tmp_path / "part2.csv", [row(BilledCost="2", Id="2")], at=200)
    looked(database, tmp_path)
    put(old, [row(BilledCost="7", Id="1")], at=100)
    put(new, [row(BilledCost="4", Id="2")], at=300)
    with pytest.raises(
        ImportRefusedError, match=r"part1\.csv is older than what was read of it on 17 Nov 2026 and bel"
    ):
        looked(database, tmp_path)
    assert billed(database) == {"2026-09": Decimal(3)}


def test_a_refused_file_changes_nothing_and_is_tried_again(database: Database, tmp_path: Path) -> None:
    put(tmp_path / "09.csv", [row(BilledCost="1")], at=100)
    bad = put(tmp_path / "08.csv", [row(BilledCost="x", **AUGUST)], at=100)
    for _ in range(2):
        with pytest.raises(ImportRefusedError, match=r"08\.csv:2:BilledCost"):
            looked(database, tmp_path)
    put(bad, [row(BilledCost="2", **AUGUST)], at=200)
    assert len(looked(database, tmp_path).read) == 2


def test_another_limit_in_the_org_file_reads_everything_again(database: Database, tmp_path: Path) -> None:
    put(tmp_path / "09.csv", [row(BilledCost="1"), row(BilledCost="2", ServiceName="Disks", Id="2")], at=100)
    looked(database, tmp_path)
    apply(database, Org(bills=(BillLimit(service=("Model*",)),)))
    assert len(looked(database, tmp_path).read) == 1
    assert billed(database) == {"2026-09": Decimal(1)}
    assert looked(database, tmp_path) == ChangedBills(unchanged=1)


def test_a_file_that_changes_while_it_is_read_is_read_again_at_the_next_look(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "09.csv", [row(BilledCost="1")], at=100)
    with monkeypatch.context() as meddling:
        meddling.setattr("bot.bills.changed._content", lambda _: put(path, [row(BilledCost="2")], at=200).name)
        looked(database, tmp_path)
    assert len(looked(database, tmp_path).read) == 1
    assert looked(database, tmp_path) == ChangedBills(unchanged=1)
    assert billed(database) == {"2026-09": Decimal(2)}


def test_a_pattern_stands_for_the_bills_it_fits_in_every_folder_each_once(tmp_path: Path) -> None:
    for name in ("a/1.csv", "a/b/2.csv.gz", "a/b/3.parquet", "a/manifest.json", "a/.4.csv", "a/.hidden/5.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = bill_files([tmp_path / "a/**/*", tmp_path / "a/1.csv", tmp_path / "a/*/*.gz", tmp_path / "a"])
    assert [str(path.relative_to(tmp_path)) for path in found] == ["a/1.csv", "a/b/2.csv.gz", "a/b/3.parquet"]


def test_a_file_whose_name_looks_like_a_pattern_is_itself(tmp_path: Path) -> None:
    path = tmp_path / "bill[1].csv"
    path.touch()
    (tmp_path / "bill1.csv").touch()
    assert bill_files([path]) == [path]
