"""A list of staff changes nothing by itself: each line is a change to approve, or a sentence (AC-E11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.errors import ImportRefusedError
from bot.facts.org import Membership, Org, Person, Team
from bot.orgfile.staff import Employee, changes, employees, unmatched, with_changes

TODAY = date(2026, 11, 17)
START = date(2026, 1, 1)
SUPPORT = Membership(team="support", since=START)
ORG = Org(
    teams=(Team(slug="support", name="Support EU"), Team(slug="sales", name="Sales")),
    people=(
        Person(email="ana@acme.example", ids=("github:ana", "ana@alias.example"), memberships=(SUPPORT,)),
        Person(email="rui@acme.example", memberships=(SUPPORT, Membership(team="sales", since=START))),
        Person(email="jo@acme.example", memberships=(SUPPORT,)),
    ),
)


def one(email: str, team: str, since: date | None = None) -> Employee:
    return Employee(line=2, email=email, team=team, since=since)


def test_who_is_new_joins_and_who_moves_leaves_the_other_team_on_that_day() -> None:
    moved = date(2026, 11, 1)
    found = list(changes(ORG, [one("new@acme.example", "Sales"), one("ana@acme.example", "sales", moved)], TODAY))
    assert [change.says for change in found] == [
        "+ new@acme.example in sales from 2026-11-17",
        "~ ana@acme.example to sales from 2026-11-01, out of support",
    ]
    org = with_changes(ORG, found)
    assert org.members("support", date(2026, 10, 31)) >= {"ana@acme.example"}
    assert "ana@acme.example" in org.members("sales", moved)
    assert "ana@acme.example" not in org.members("support", moved)
    assert org.people[0].ids == ORG.people[0].ids
    assert [person.email for person in org.people] == [*(p.email for p in ORG.people), "new@acme.example"]


def test_only_what_is_approved_is_changed() -> None:
    first, _ = changes(ORG, [one("a@acme.example", "sales"), one("b@acme.example", "sales")], TODAY)
    assert [person.email for person in with_changes(ORG, [first]).people[3:]] == ["a@acme.example"]
    assert with_changes(ORG, []) == ORG


def test_who_is_where_the_list_says_is_no_change_also_under_another_address() -> None:
    staff = [one("ana@alias.example", "support eu"), one("jo@acme.example", "support")]
    assert list(changes(ORG, staff, TODAY)) == []


def test_what_cannot_be_matched_is_listed_and_left_alone() -> None:
    staff = [
        one("ana@acme.example", "Suport EU"),
        one("rui@acme.example", "support"),
        one("jo@acme.example", "sales", START),
    ]
    assert list(changes(ORG, staff, TODAY)) == []
    said = list(unmatched(ORG, staff, TODAY))
    assert said[0] == (
        "line 2: ana@acme.example is in “Suport EU”, which is no team of the org file, did you mean Support EU?"
    )
    assert said[1] == "line 2: rui@acme.example is in 2 teams; change that in the org file itself"
    assert "before being in support" in said[2]
    (gone,) = unmatched(ORG, [one("ana@acme.example", "support")], TODAY)
    assert gone.startswith("in a team and not in the list: rui@acme.example, jo@acme.example; end their teams")


def test_a_person_in_two_lines_under_two_addresses_is_asked_about_and_not_moved_twice() -> None:
    staff = [one("ana@acme.example", "sales"), replace(one("ana@alias.example", "support"), line=3)]
    assert list(changes(ORG, staff, TODAY)) == []
    said = list(unmatched(ORG, staff, TODAY))
    assert said[0] == "lines 2 and 3: both are ana@acme.example; keep the one that holds"
    assert len(said) == 2


def test_a_team_that_somebody_joins_later_is_listed_where_no_day_says_otherwise() -> None:
    later = Membership(team="support", since=date(2026, 12, 1))
    org = replace(ORG, people=(Person(email="li@acme.example", memberships=(later,)),))
    staff = [one("li@acme.example", "sales")]
    assert list(changes(org, staff, TODAY)) == []
    (said,) = unmatched(org, staff, TODAY)
    assert "would be in sales from 2026-11-17, before being in support from 2026-12-01" in said


def test_a_list_is_read_by_the_names_of_its_columns() -> None:
    text = "Team,Name,EMAIL,since,office\nsales,Ana Silva,Ana@Acme.example,2026-11-01,Lisbon\n\n"
    assert employees(text.splitlines(), "hr.csv") == (
        Employee(line=2, email="ana@acme.example", team="sales", name="Ana Silva", since=date(2026, 11, 1)),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "hr.csv:1: there is no column email"),
        ("email,since\n", "hr.csv:1: there is no column team"),
        ("email,team\nana@acme.example\n", "hr.csv:2: the line has 1 cells, not 2"),
        ("email,team\nana,sales\n", "hr.csv:2: each line needs an e-mail address and a team"),
        ("email,team\na@b.c,\n", "hr.csv:2: each line needs an e-mail address and a team"),
        ("email,team,since\na@b.c,sales,1.2.2026\n", "hr.csv:2: since is no date such as 2026-01-31"),
        ("email,team\na@b.c,sales\nA@b.c,support\n", "hr.csv:3: a@b.c stands in line 2 already"),
    ],
)
def test_a_list_that_is_not_clear_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ImportRefusedError, match=said.replace("(", r"\(")):
        employees(text.splitlines(), "hr.csv")
