from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from bot import bills
from bot.bill_files import bill_files
from bot.doctor.limits import limits_of
from bot.facts.bill_limit import BillLimit
from bot.facts.org import Org
from bot.ledger import orgs
from bot.ledger.db import Database
from tests.factories import NOW, no_pseudonym
from tests.providers.focus_samples import row, write

BEDROCK = BillLimit(provider="nimbus-cloud", service=("Model*",))
OF_ANOTHER = BillLimit(provider="aws", service=("Amazon Bedrock",))
ROWS = [row(BilledCost="1"), row(BilledCost="2", ServiceName="Disks", Id="2")]


def applied(database: Database, *limits: BillLimit, at: datetime) -> None:
    with database.writing() as connection:
        orgs.save(connection, Org(bills=limits), now=at, pseudonym=no_pseudonym)


def hours(count: int) -> datetime:
    return NOW + timedelta(hours=count)


def said(database: Database, *paths: Path) -> list[str]:
    with database.reading() as connection:
        return [check.says for check in limits_of(connection, paths)]


def test_a_bill_read_under_another_limit_is_to_be_imported_again_until_it_is(
    database: Database, tmp_path: Path
) -> None:
    path = write(tmp_path / "bill.csv", ROWS)
    bills.import_focus(database, [path], now=hours(0), pseudonym=no_pseudonym)
    assert said(database) == []
    applied(database, OF_ANOTHER, at=hours(1))
    assert said(database) == []
    applied(database, OF_ANOTHER, BEDROCK, at=hours(2))
    (told,) = said(database)
    assert told == (
        "1 bill of focus:4711 (1–30 Sep 2026) was read under another [[bill]] than the org file has now, and may hold "
        "what it leaves out or lack what it takes; import its files again with: denominator import focus."
    )
    bills.import_focus(database, [path], now=hours(3), pseudonym=no_pseudonym)
    assert said(database) == []
    applied(database, OF_ANOTHER, at=hours(4))
    assert len(said(database)) == 1
    applied(database, BEDROCK, OF_ANOTHER, at=hours(5))
    assert said(database) == []


def test_a_file_of_focus_paths_is_read_again_by_itself(database: Database, tmp_path: Path) -> None:
    write(tmp_path / "bill.csv", ROWS)
    bills.read_changed(database, bill_files([tmp_path]), now=hours(0), pseudonym=no_pseudonym)
    applied(database, BEDROCK, at=hours(1))
    (told,) = said(database, tmp_path)
    assert told.endswith("; the next denominator collect reads the files of FOCUS_PATHS again.")
    (by_hand,) = said(database)
    assert "import focus" in by_hand
    bills.read_changed(database, bill_files([tmp_path]), now=hours(2), pseudonym=no_pseudonym)
    assert said(database, tmp_path) == []
