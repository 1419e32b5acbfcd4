from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot import settings
from bot.errors import SettingsError
from bot.keys import pseudonym_key
from bot.ledger.db import Database

NAME = "denominator.pseudonym.key"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path}/denominator.db")


def test_a_key_is_made_once_for_its_owner_alone_and_kept(database: Database, tmp_path: Path) -> None:
    made = pseudonym_key(settings.load(), database)
    assert len(made) == 64
    assert pseudonym_key(settings.load(), database) == made
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_first_starts_at_the_same_time_agree_on_one_key(database: Database, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starts:
        found = set(starts.map(lambda _: pseudonym_key(settings.load(), database), range(40)))
    assert found == {(tmp_path / NAME).read_bytes()}


@pytest.mark.parametrize("content", ["", "\n", "abc", "0" * 31])
def test_a_key_file_that_is_empty_or_cut_is_refused_and_left_alone(
    database: Database, tmp_path: Path, content: str
) -> None:
    (tmp_path / NAME).write_text(content)
    with pytest.raises(SettingsError, match="holds no whole key; put it back from a backup"):
        pseudonym_key(settings.load(), database)
    assert (tmp_path / NAME).read_text() == content


def test_a_folder_that_takes_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be kept in"):
        pseudonym_key(settings.load(), Database(f"sqlite:///{tmp_path}/gone/denominator.db"))
