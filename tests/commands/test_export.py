"""`denominator export`, as a person types it."""

from __future__ import annotations

import csv
import io

from tests.commands.shell import Shell
from tests.commands.test_commands import BILL


def test_charges_are_exported_to_a_file_or_to_stdout_alone(shell: Shell) -> None:
    (shell.folder / "bill.csv").write_text(BILL)
    shell.run("import", "focus", "bill.csv")
    done = shell.run("export", "focus", "-o", "all.csv")
    assert done.stdout == "2 charges in all.csv\n"
    piped = shell.run("export", "focus", "-o", "-")
    assert piped.stdout == (shell.folder / "all.csv").read_text()
    assert "2 charges" in piped.stderr
    assert [one["BilledCost"] for one in csv.DictReader(io.StringIO(piped.stdout))] in (
        ["0.1", "-0.02"],
        ["-0.02", "0.1"],
    )
    assert shell.run("export", "focus", "--until", "2026-10-05", "-o", "none.csv").stdout == "0 charges in none.csv\n"


def test_a_file_that_is_there_is_kept_unless_forced(shell: Shell) -> None:
    shell.run("migrate")
    (shell.folder / "all.csv").write_text("mine")
    assert "--force" in shell.run("export", "focus", "-o", "all.csv", code=2).stderr
    assert (shell.folder / "all.csv").read_text() == "mine"
    shell.run("export", "focus", "-o", "all.csv", "--force")
    assert (shell.folder / "all.csv").read_text().startswith("BilledCost,")


def test_an_export_imported_elsewhere_costs_the_same(shell: Shell) -> None:
    (shell.folder / "bill.csv").write_text(BILL)
    shell.run("import", "focus", "bill.csv")
    before = shell.json("costs", "--by", "provider,day")
    shell.run("export", "focus", "-o", "all.csv")
    shell.environment["DATABASE_URL"] = "sqlite:///other.db"
    shell.run("import", "focus", "all.csv")
    assert shell.json("costs", "--by", "provider,day") == before
