"""How commands end that cannot do what was asked: one sentence, an exit code, and nothing left behind."""

from __future__ import annotations

import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from bot import __main__ as program
from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.faults import Faults
from bot.sandbox.org import org_toml
from tests.commands.shell import ROOT, Shell


def ended(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException) -> tuple[int, str]:
    """How `denominator` ends when a command raises the error: its exit code and what stands on stderr."""

    def main(**_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(program.cli, "main", main)
    with pytest.raises(SystemExit) as stopped:
        program.main()
    return int(str(stopped.value.code)), capsys.readouterr().err


def test_an_unexpected_error_is_said_to_be_our_fault_with_what_to_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = ended(monkeypatch, capsys, ZeroDivisionError("no team has people"))
    assert code == 1
    assert "Traceback" in said
    assert said.endswith("An unexpected ZeroDivisionError, a fault of ours; please report it with the lines above\n")


def test_output_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """As on a full disk: here a file that may not grow."""
    with (tmp_path / "full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "manifest"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (
        2,
        "denominator: The output could not be written (File too large); make room, or send it elsewhere\n",
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("costs", "--since", "2026-11-09", "--until", "2026-11-02"), "No day lies between --since 2026-11-09"),
        (("costs", "--since", "2026-11-09", "--until", "2026-11-09"), "No day lies between"),
        (("costs", "--since", "0001-01-01"), "too far away"),
        (("collect", "--since", "2026-11-09", "--until", "2026-11-02"), "No day lies between"),
        (("collect", "--since", "2190-01-01"), "--since 2190-01-01 has not come yet"),
        (("digest", "--all", "--week", "2026-W99"), "There is no week '2026-W99'; write one like 20"),
        (("digest", "--all", "--week", "9999-W52"), "There is no week '9999-W52'"),
        (("digest", "--all", "--week", "2199-W01"), "Week 2199-W01 closes on"),
    ],
)
def test_days_and_weeks_that_cannot_be_are_refused_in_a_sentence(
    shell: Shell, words: tuple[str, ...], sentence: str
) -> None:
    shell.environment["OPENAI_ADMIN_KEY"] = "sk-1"
    shell.run("migrate")
    assert sentence in shell.run(*words, code=2).stderr


@pytest.mark.parametrize("words", [("costs",), ("digest", "--all"), ("budgets", "list"), ("outcome", "list")])
def test_asking_in_a_folder_without_a_database_leaves_nothing_there(shell: Shell, words: tuple[str, ...]) -> None:
    assert "has no tables yet; run: denominator migrate" in shell.run(*words, code=2).stderr
    assert list(shell.folder.iterdir()) == []


def test_a_file_that_cannot_be_read_is_a_sentence_in_words_for_people(shell: Shell) -> None:
    (shell.folder / "latin.toml").write_bytes(b'# ok\n[[team]]\nname = "caf\xe9"\n')
    for words, said in (
        (("import", "focus", ""), "The name of a file is empty, or a folder; name the billing files"),
        (("import", "focus", "/"), "The name of a file is empty, or a folder; name the billing files"),
        (("import", "focus", ".."), "..:1: this is a folder; name the files in it"),
        (("org", "check", "."), ". cannot be read (Is a directory); name the org file"),
        (("org", "staff", "."), ". cannot be read (Is a directory); name the list of staff"),
        (("org", "check", "latin.toml"), "latin.toml:3: the line is not UTF-8; save the file in UTF-8"),
        (("org", "staff", "latin.toml"), "latin.toml is not in UTF-8; export it again as CSV in UTF-8"),
    ):
        assert shell.run(*words, code=2).stderr == f"denominator: {said}\n"


@pytest.mark.parametrize("words", [("costs",), ("doctor",), ("migrate",)])
def test_a_database_without_a_folder_names_the_folder(shell: Shell, words: tuple[str, ...]) -> None:
    shell.environment["DATABASE_URL"] = f"sqlite:///{shell.folder}/none/x.db"
    said = shell.run(*words, code=2).stderr
    assert said.endswith(f"x.db has no folder to be in; make {shell.folder}/none, or check DATABASE_URL\n")


def test_a_currency_nobody_has_rates_of_is_named(shell: Shell) -> None:
    shell.run("migrate")
    assert "ECB has no rate of XXX" in shell.run("costs", "--currency", "XXX", code=2).stderr
    shell.run("costs", "--currency", "EUR")
    shell.run("costs", "--currency", "USD")


def test_what_was_logged_as_what_is_said(shell: Shell) -> None:
    (shell.folder / "org.toml").write_text(org_toml(larkspur()), encoding="utf-8")
    shell.run("org", "apply", "org.toml", "--yes")
    done = shell.run("outcome", "log", "nope", "3", "--event", "e1")
    assert done.stdout == "3 accepted, unsorted (e1)\n"
    assert "Kept as its note: nope\nNo workflow was named, so it is unsorted; there are: " in done.stderr
    done = shell.run("outcome", "log", "3", "refunds", "--event", "e2")
    assert (done.stdout, done.stderr) == ("3 accepted, refunds (e2)\n", "")
    assert shell.run("outcome", "undo", "zzz", code=2).stderr == (
        "denominator: There is no entry 'zzz'; see: denominator outcome list\n"
    )


def test_a_digest_of_nobody_says_why(shell: Shell) -> None:
    shell.run("migrate")
    done = shell.run("digest", "--all")
    assert (done.stdout, "There are no teams yet" in done.stderr) == ("", True)
    (shell.folder / "org.toml").write_text(
        '[[team]]\nslug = "a"\nname = "A"\n[[person]]\nemail = "ana@acme.example"\n'
        'teams = [{ slug = "a", since = 2026-01-01 }]\n'
    )
    shell.run("org", "apply", "org.toml", "--yes")
    done = shell.run("digest", "--all")
    assert done.stdout == ""
    assert "each has fewer than 5 people, with those below it, and nothing is said of so few" in done.stderr
    assert shell.run("digest", "--all", "--format", "json").stdout == "[]\n"


def test_a_file_that_is_no_database_is_one_sentence(shell: Shell) -> None:
    (shell.folder / "notes.txt").write_text("not a database\n" * 100)
    shell.environment["DATABASE_URL"] = "sqlite:///notes.txt"
    said = shell.run("costs", code=2).stderr
    assert said == (
        "denominator: The database sqlite:///notes.txt cannot be used (file is not a database); check DATABASE_URL\n"
    )


def test_days_a_provider_cannot_have_are_refused_and_leave_no_trace(
    shell: Shell, company: tuple[CompanyClock, Faults]
) -> None:
    span = ("--since", "2025-01-01", "--until", "2025-02-01")
    for words in (("collect", *span), ("collect", "--provider", "anthropic", *span)):
        said = shell.run(*words, code=2).stderr
        assert "ask for days from then on, or leave anthropic out with --provider" in said
    assert shell.json("costs")["incomplete"] == []
    assert company[1].calls == 0


def test_a_taken_port_is_one_sentence_before_anything_starts(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        shell.environment["PORT"] = str(port)
        for service in ("run", "web"):
            said = shell.run(service, code=2).stderr
            assert said == (
                f"denominator: Port {port} on 127.0.0.1 is taken; stop the program that uses it, "
                "or set PORT to another one\n"
            )


def test_ids_that_share_a_name_are_told_apart(shell: Shell) -> None:
    (shell.folder / "bill.csv").write_text(
        "BilledCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,"
        "ChargeCategory,ProviderName,BillingAccountId,SubAccountId,SubAccountName\n"
        + "".join(
            f"1,USD,2026-10-01,2026-11-01,2026-10-05,2026-10-06,Usage,AWS,1,{account},{name}\n"
            for account, name in (("a-1", "default"), ("a-2", "default"), ("a-3", "search"))
        )
    )
    shell.run("import", "focus", "bill.csv")
    lines = shell.run("costs", "--by", "sub_account").stdout.splitlines()[2:]
    assert [line.split("  ")[0] for line in lines] == ["default (a-1)", "default (a-2)", "search"]


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGHUP])
def test_a_demo_that_is_stopped_from_outside_leaves_nothing_behind(tmp_path: Path, stop: signal.Signals) -> None:
    heard = f"import runpy, signal; signal.signal({int(stop)}, signal.SIG_DFL)"  # under nohup it is ignored
    program_itself = f"{heard}; runpy.run_module('bot', run_name='__main__')"
    command = [sys.executable, "-c", program_itself, "demo", "--no-browser", "--port", "0"]
    environment = {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path), "PATH": ""}
    with subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stderr is not None
        assert "Reading" in demo.stderr.readline()
        assert len(list(tmp_path.iterdir())) == 1
        demo.send_signal(stop)
        rest = demo.stderr.read()
    assert demo.returncode == 128 + stop
    assert "Traceback" not in rest
    assert list(tmp_path.iterdir()) == []
