from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.errors import NotMigratedError, SettingsError
from bot.ledger.db import Database
from bot.ledger.migrate import migrate, require_migrated, trouble


def test_asking_whether_a_database_has_tables_does_not_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotMigratedError, match="has no tables yet; run: denominator migrate"):
        require_migrated(Database(f"sqlite:///{tmp_path}/denominator.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "passwd").write_text("root:x:0:0:root:/root:/bin/bash\n" * 100)
    database = Database(f"sqlite:///{tmp_path}/passwd")
    for ask in (migrate, require_migrated):
        with pytest.raises(SettingsError, match=r"cannot be used .*not a database.*; check DATABASE_URL"):
            ask(database)


def test_a_folder_that_does_not_exist_is_named_with_the_setting(tmp_path: Path) -> None:
    for ask in (migrate, require_migrated):
        with pytest.raises(SettingsError, match=rf"make {tmp_path}/gone, or check DATABASE_URL"):
            ask(Database(f"sqlite:///{tmp_path}/gone/denominator.db"))


def test_a_folder_that_takes_no_file_is_named_with_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SettingsError, match=rf"allow writing in {tmp_path}, or check DATABASE_URL"):
        require_migrated(Database(f"sqlite:///{tmp_path}/denominator.db"))


def test_a_database_that_is_busy_is_to_be_tried_again() -> None:
    said = trouble(OperationalError("BEGIN", None, sqlite3.OperationalError("database is locked")))
    assert said == "The database is busy (database is locked); try again in a moment"
