"""A list of staff is approved line by line."""

from __future__ import annotations

import subprocess
import sys

from tests.commands.shell import Shell

ORG = """[[team]]
slug = "support"
name = "Support EU"
[[person]]
email = "ana@acme.example"
teams = [{ slug = "support", since = 2026-01-01 }]
"""


def test_each_line_is_asked_for_and_what_is_declined_stays(shell: Shell) -> None:
    (shell.folder / "org.toml").write_text(ORG)
    shell.run("org", "apply", "org.toml", "--yes")
    staff = "email,team\na@acme.example,Support EU\nb@acme.example,support\nc@acme.example,Payroll\n"
    (shell.folder / "hr.csv").write_text(staff)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "org", "staff", "hr.csv"],
        cwd=shell.folder,
        env=shell.environment,
        input="y\nn\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "? line 4: c@acme.example is in “Payroll”" in done.stdout
    assert "Applied as version 2" in done.stdout
    exported = shell.run("org", "export").stdout
    assert "a@acme.example" in exported
    assert "b@acme.example" not in exported
    again = shell.run("org", "staff", "hr.csv", "--yes").stdout
    assert "+ b@acme.example in support" in again
    assert "Nothing was changed" in shell.run("org", "staff", "hr.csv", "--yes").stdout


def test_a_file_that_is_no_list_changes_nothing(shell: Shell) -> None:
    (shell.folder / "hr.csv").write_bytes(b"\xff\xfe")
    assert "is not in UTF-8; export it again" in shell.run("org", "staff", "hr.csv", code=2).stderr
    assert "cannot be read" in shell.run("org", "staff", "none.csv", code=2).stderr
