"""Who is unknown is listed by name, with who that probably is; nobody is merged unasked (AC-E5)."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from bot.commands.org_people import probably
from bot.facts.org import Org, Person
from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.faults import Faults
from bot.sandbox.org import org_toml
from tests.commands.shell import Shell

ANA = Person(email="ana.silva@acme.example", name="Ana Silva")
RUI = Person(email="rui.carvalho@acme.example", ids=("cursor:rcarvalho",))


@pytest.mark.parametrize(
    ("called", "who"),
    [
        ("github:anasilva", ANA.email),
        ("Ana.Silva@other.example", ANA.email),
        ("github:ana-silva-7", ANA.email),
        ("r.carvalho@acme.example", RUI.email),
        ("github:octocat", None),
        ("user-7F2A", None),
    ],
)
def test_a_name_that_is_like_one_persons_alone_is_probably_theirs(called: str, who: str | None) -> None:
    assert probably(Org(people=(ANA, RUI)), called) == who


def test_a_name_that_is_like_two_peoples_is_nobodys() -> None:
    twin = Person(email="ana.silva@labs.example")
    assert probably(Org(people=(ANA, twin)), "github:anasilva") is None


def test_those_whose_use_is_read_and_who_stand_in_no_file_are_listed_without_what_they_used(
    shell: Shell, company: tuple[CompanyClock, Faults]
) -> None:
    del company
    shell.run("collect", "--provider", "anthropic", "--since", "2026-11-09", "--until", "2026-11-11")
    emails = {person.email for person in larkspur().people}
    before = shell.json("org", "people")["people"]
    assert emails & {one["id"] for one in before}
    assert [one["id"] for one in before] == sorted(one["id"] for one in before)
    assert all(one.keys() == {"id", "connections", "probably"} for one in before)
    assert all(one["connections"] == ["anthropic"] for one in before)
    (shell.folder / "org.toml").write_text(org_toml(larkspur()))
    shell.run("org", "apply", "org.toml", "--yes")
    after = shell.json("org", "people")["people"]
    assert not emails & {one["id"] for one in after}


def test_the_people_of_ones_own_files_are_listed_and_whoever_is_not_known_any_more_is_counted(shell: Shell) -> None:
    shell.run("migrate")
    assert "No use is read of which it is known whose it is" in shell.run("org", "people").stdout
    rows = ["2026-10-05,fal,1,USD,ana.silva@acme.example", "2026-10-05,fal,1,USD,rui@acme.example"]
    (shell.folder / "own.csv").write_text("\n".join(["date,provider,amount,currency,person", *rows, ""]))
    shell.run("import", "csv", "own.csv")
    found = shell.json("org", "people")
    assert [one["id"] for one in found["people"]] == ["ana.silva@acme.example", "rui@acme.example"]
    assert (found["people"][0]["connections"], found["nameless"]) == (["csv:fal"], 0)
    (shell.folder / "org.toml").write_text('[[person]]\nemail = "ana.silva@acme.example"\n')
    shell.run("org", "apply", "org.toml", "--yes")
    with closing(sqlite3.connect(shell.folder / "denominator.db")) as ledger, ledger:
        ledger.execute("DELETE FROM directory")
    assert shell.json("org", "people") == {"people": [], "nameless": 1}
    assert shell.run("org", "people").stdout.startswith("1 person whose use is read stands in no [[person]], and")
