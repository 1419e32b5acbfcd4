from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.exports.file import new_file


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with new_file(path, replace=False) as file:
        file.write("é\n")
        assert not path.exists()
    assert path.read_bytes() == "é\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def failing() -> None:
        with new_file(path, replace=True) as file:
            file.write("new")
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        failing()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_there_is_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    with pytest.raises(UsageError, match="--force"), new_file(path, replace=False):
        pass
    assert path.read_text() == "old"
    with new_file(path, replace=True) as file:
        file.write("new")
    assert path.read_text() == "new"


def test_of_a_link_the_file_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    path, link = tmp_path / "there" / "a.csv", tmp_path / "link.csv"
    path.write_text("old")
    link.symlink_to(path)
    with new_file(link, replace=True) as file:
        file.write("new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert list((tmp_path / "there").iterdir()) == [path]


def test_a_link_that_leads_nowhere_is_there_already(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "a.csv")
    with pytest.raises(UsageError, match="--force"), new_file(link, replace=False):
        pass
    assert list(tmp_path.iterdir()) == [link]
    with new_file(link, replace=True) as file:
        file.write("new")
    assert (link.is_symlink(), (tmp_path / "a.csv").read_text()) == (True, "new")


@pytest.mark.parametrize("force", [False, True])
def test_what_is_no_file_is_never_replaced(tmp_path: Path, force: bool) -> None:
    pipe, to_pipe, ring = tmp_path / "pipe", tmp_path / "to_pipe", tmp_path / "ring"
    os.mkfifo(pipe)
    to_pipe.symlink_to(pipe)
    ring.symlink_to(ring)
    for path in (pipe, to_pipe, ring):
        with pytest.raises(UsageError, match="is no file that could be replaced"), new_file(path, replace=force):
            pass
    assert pipe.is_fifo()
    assert (to_pipe.is_symlink(), ring.is_symlink()) == (True, True)


def test_a_place_that_takes_no_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path, tmp_path / "nowhere" / "a.csv", tmp_path / "file" / "a.csv"):
        with pytest.raises(UsageError, match=r"folder"), new_file(place, replace=False):
            pass
