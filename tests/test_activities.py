"""What people did with their tools is said of five and more, by no dimension of one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot import activities
from bot.activities import ActivitySum
from bot.errors import UsageError
from bot.facts.activity import Activity, ActivityKind
from bot.facts.org import Org, Person
from bot.facts.periods import Period
from bot.ledger import orgs
from bot.ledger.db import Database
from tests.factories import DAY, NOW, an_activity, no_pseudonym
from tests.ledger.test_activities import load

WEEK = Period(DAY, DAY + timedelta(days=7))


def sessions(people: range, *, tool: str = "vscode", each: int = 3) -> list[Activity]:
    return [an_activity(each, id=f"{tool}:{n}", person=f"p{n}@acme.example", tool=tool) for n in people]


def said(database: Database, found: Sequence[Activity], *by: str) -> tuple[ActivitySum, ...]:
    load(database, found)
    with database.reading() as connection:
        return activities.sums(connection, WEEK, by=by)


def counts(found: Sequence[ActivitySum]) -> dict[str | None, int | None]:
    return {dict(one.keys).get("tool"): one.count for one in found}


def test_five_people_are_counted_and_four_are_not(sqlite_database: Database) -> None:
    assert counts(said(sqlite_database, sessions(range(5)))) == {None: 15}
    (hidden,) = said(sqlite_database, sessions(range(4)))
    assert (hidden.count, hidden.days) == (None, None)


def test_what_two_did_cannot_be_had_by_subtraction(sqlite_database: Database) -> None:
    """AC-L1."""
    found = [*sessions(range(6)), *sessions(range(10, 17), tool="jetbrains"), *sessions(range(20, 22), tool="xcode")]
    assert counts(said(sqlite_database, found)) == {None: 45}
    assert counts(said(sqlite_database, found, "tool")) == {"vscode": None, "jetbrains": 21, "xcode": None}


def test_a_few_seats_are_people_too_and_the_requests_of_no_person_are_nobodys(sqlite_database: Database) -> None:
    few = an_activity(4, id="seats", kind=ActivityKind.SEATS_ACTIVE)
    requests = an_activity(3, id="requests", kind=ActivityKind.REQUESTS)
    found = said(sqlite_database, [few, requests])
    assert {one.kind: one.count for one in found} == {ActivityKind.SEATS_ACTIVE: None, ActivityKind.REQUESTS: 3}


def test_there_is_no_split_by_person(sqlite_database: Database) -> None:
    with pytest.raises(UsageError, match=r"'person'; choose from: connection, sub_account, tool, model$"):
        said(sqlite_database, [], "person")


def test_three_people_under_two_ids_each_are_three(sqlite_database: Database) -> None:
    """AC-E5: else a sum of three would be said as one of six."""
    people = tuple(Person(email=f"p{n}@acme.example", ids=(f"p{n + 3}@acme.example",)) for n in range(3))
    with sqlite_database.writing() as connection:
        orgs.save(connection, Org(people=people), now=NOW, pseudonym=no_pseudonym)
    (hidden,) = said(sqlite_database, sessions(range(6)))
    assert hidden.count is None
