"""`denominator verify`, as a person types it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.commands.shell import Shell
from tests.commands.test_commands import BILL


def test_a_ledger_that_holds_is_said_line_by_line_and_as_json(shell: Shell) -> None:
    (shell.folder / "bill.csv").write_text(BILL)
    shell.run("import", "focus", "bill.csv")
    done = shell.run("verify")
    lines = done.stdout.splitlines()
    assert (
        lines[0] == "✓ On every UTC day direct, team-only, shared, unallocated and suppressed add up to the charges, "
        "to the nano (1 looked at)."
    )
    assert all(line.startswith("✓ ") for line in lines)
    assert done.stderr == "Verifying the ledger: done\n"
    found = shell.json("verify")
    assert found["ok"] is True
    assert [f"✓ {check['says']}" for check in found["checks"]] == lines


def test_a_ledger_that_was_meddled_with_ends_with_exit_code_one_and_stays_as_it_was(shell: Shell) -> None:
    (shell.folder / "bill.csv").write_text(BILL)
    shell.run("import", "focus", "bill.csv")
    with closing(sqlite3.connect(shell.folder / "denominator.db")) as database, database:
        database.execute("UPDATE charge SET billed = billed + 1 WHERE billed > 0")
    first, again = shell.run("verify", code=1), shell.run("verify", code=1)
    assert first.stdout == again.stdout
    assert "✗ aws on 2026-10-05 in USD has billed 0.080000001 in its charges and billed 0.08 in direct" in first.stdout
    assert first.stderr.splitlines()[-1] == "denominator: 2 of 8 findings do not hold; each line says what to do"
    found = shell.json("verify", code=1)
    assert found["ok"] is False
    assert [check["name"] for check in found["checks"] if not check["ok"]] == ["reconciliation", "rollup"]
