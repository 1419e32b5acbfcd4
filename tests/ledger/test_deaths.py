"""A process that dies anywhere in a replacement: the ledger holds what was, or what is to be, and never a mixture."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ledger.db import Database
from tests.ledger.mortal import BYTE, MESSAGE, STEP
from tests.ledger.replacements import REPLACEMENTS, Replacement
from tests.ledger.stage import Stage

ROOT = Path(__file__).parents[2]
PAGE = 4_120
"""What a page takes in SQLite's log."""
STRIDES = {STEP: (1, 1), BYTE: (PAGE + 37, 4 * PAGE + 37), MESSAGE: (1, 1)}
"""How far from death to death, before the replacement has happened and after. In the log it is one for each page, each
time at another place in it; then the pages are only copied into the file."""


class Mortal:
    """The program of mortal.py."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, stage: Stage) -> None:
        """One life to its own end, after which the others are lived on this stage too."""
        self._ask(stage.url, stage.replacement.name, str(stage.folder))

    def live(self, by: str, last: int) -> bool:
        """One life that ends at its `last` step, byte or message; True where it came to its own end before."""
        return self._ask(by, last)

    def _ask(self, *words: object) -> bool:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        assert said, "the program itself died"
        return bool(json.loads(said))


@pytest.fixture(scope="module")
def mortal() -> Iterator[Mortal]:
    command = [sys.executable, "-m", "tests.ledger.mortal"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Mortal(process)


@pytest.mark.parametrize("replacement", REPLACEMENTS.values(), ids=REPLACEMENTS)
def test_a_death_at_any_point_of_a_replacement_leaves_what_was_or_what_is_to_be(
    mortal: Mortal, database: Database, replacement: Replacement, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = Stage(database, replacement, tmp_path)
    before = stage.contents()
    assert stage.faults() == []
    mortal.begin(stage)
    after = stage.contents()
    assert stage.faults() == []  # and so nothing is wrong with what equals one of the two
    assert before != after
    stage.put_back()
    deaths = Counter[str]()
    for by in (STEP, BYTE) if database.is_sqlite else (MESSAGE,):
        last, lived = 1, False
        while not lived:
            database.close()
            lived = mortal.live(by, last)
            held = stage.contents()
            assert stage.damage() == [], (by, last)
            assert held in ([after] if lived else [before, after]), (by, last)
            stage.replace()
            assert stage.contents() == after, (by, last)
            stage.put_back()
            if not lived:
                deaths.update([by, "before" if held == before else "after"])
            last += STRIDES[by][held == after]
    assert stage.contents() == before
    assert deaths["before"] >= 30
    assert deaths["after"] >= 1
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{replacement.name} on {database.engine.dialect.name}, killed "
            + ", ".join(f"{deaths[by]} times by {by}" for by in STRIDES if deaths[by])
            + f": {deaths['before']} times as it was, {deaths['after']} times as it was to be"
        )
