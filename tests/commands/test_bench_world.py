"""`denominator bench world` writes the files of a synthetic company, and their truth apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.bench import world
from bot.commands import bench_world
from bot.errors import UsageError


def _run(*words: str) -> str:
    done = CliRunner().invoke(bench_world.command, words, catch_exceptions=False)
    return done.output


def test_files_and_truth_are_written_apart(tmp_path: Path) -> None:
    folder, truth = tmp_path / "files", tmp_path / "apart" / "truth.json"
    said = _run("--seed", "7", "--family", "other", "-o", str(folder), "--truth", str(truth))
    assert "60 people, 8 teams, 15 workflows, 26 weeks from 2026-05-18" in said
    assert json.loads(truth.read_text())["world"] == {"size": "S", "seed": 7, "nature": "other"}
    names = {path.name for path in folder.iterdir()}
    assert {"org.toml", "focus", "assistants", "outcomes.csv", "claims.csv", "cases.csv"} <= names
    assert not list(folder.rglob("*truth*"))


@pytest.mark.parametrize("inside", ["truth.json", "focus/truth.json"])
def test_the_truth_may_not_lie_among_the_files(tmp_path: Path, inside: str) -> None:
    with pytest.raises(UsageError, match="may not lie among the files"):
        world.write_world("S", 1, "tuned", folder=tmp_path / "files", truth_file=tmp_path / "files" / inside)


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds something already"):
        world.write_world("S", 1, "tuned", folder=tmp_path, truth_file=tmp_path.parent / "truth.json")
