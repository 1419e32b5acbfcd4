from __future__ import annotations

import pytest

from bot.commands import output
from bot.facts.check import good

HOSTILE = "\x1b[2J\x07pay\u202eroll\nacme  $0.00"


def test_names_cannot_steer_the_terminal_or_add_a_line_to_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(("name", "billed"), [(HOSTILE, "$1.00"), ("b", "$22.00")], right=("billed",))
    assert capsys.readouterr().out.splitlines() == [
        "name                      billed",
        "────────────────────────  ──────",
        "\ufffd[2J\ufffdpay\ufffdroll acme $0.00   $1.00",
        "b                         $22.00",
    ]


def test_wide_signs_take_two_columns(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(("name", "n"), [("支援", "1"), ("b", "2")])
    assert capsys.readouterr().out.splitlines() == ["name  n", "────  ─", "支援  1", "b     2"]


def test_a_sentence_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    output.checks([good("x", HOSTILE)], json_wanted=False, failed="")
    output.line(HOSTILE, err=True)
    said = capsys.readouterr()
    assert said.out == "✓ \ufffd[2J\ufffdpay\ufffdroll acme $0.00\n"
    assert said.err == "\ufffd[2J\ufffdpay\ufffdroll acme $0.00\n"
