"""Who is matched with an e-mail, and who is told why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot import outcomes
from bot.facts import org as facts
from bot.ledger import directory, orgs
from bot.ledger.db import Database
from handlers.slack.people import GUEST as GUESTS
from handlers.slack.people import STRANGER, Workspace, refused
from tests.handlers.slack.office import OWNER, Office, over_http
from tests.handlers.slack.test_conversations import answered, counted
from tests.slack.facts import TEAM, Person
from tests.slack.faults import FAILED, Error, Fault, LostAnswer
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, GUEST

HERE = Workspace(team=TEAM)
MEMBER = {"team_id": TEAM, "profile": {"email": OWNER}}
MALLORY = Person("U0STRANGER", "mallory", OWNER, team="T0ELSEWHERE")


@pytest.fixture
def office(sqlite_database: Database, slack: FakeSlack) -> Iterator[Office]:
    with over_http(sqlite_database, slack) as office:
        yield office


def matched(office: Office) -> str | None:
    with office.bot.database.reading() as connection:
        found = directory.find(connection, office.bot.pseudonym(OWNER))
    return found.slack_id if found else None


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (MEMBER, None),
        (MEMBER | {"team_id": "T0ELSEWHERE"}, STRANGER),
        (MEMBER | {"is_stranger": True}, STRANGER),
        (MEMBER | {"is_bot": True}, STRANGER),
        (MEMBER | {"deleted": True}, STRANGER),
        ({}, STRANGER),
        (MEMBER | {"is_restricted": True}, GUESTS),
        (MEMBER | {"is_restricted": True, "is_ultra_restricted": True}, GUESTS),
    ],
)
def test_only_full_members_of_our_own_workspace_are_answered(profile: dict[str, object], said: str | None) -> None:
    assert refused(profile, HERE) == said


def test_a_member_of_a_sister_workspace_of_the_same_organisation_is_one_of_us() -> None:
    sister = {"team_id": "T0SISTER", "enterprise_user": {"enterprise_id": "E1"}}
    assert refused(sister, Workspace(team=TEAM, enterprise="E1")) is None
    assert refused(sister, Workspace(team=TEAM, enterprise="E2")) == STRANGER
    assert refused(sister, HERE) == STRANGER


@pytest.mark.parametrize("first", [True, False], ids=["owner first", "stranger first"])
def test_a_stranger_with_the_owners_email_does_not_become_the_owner(office: Office, *, first: bool) -> None:
    """AC-K4."""
    office.world.space.people[MALLORY.id] = MALLORY
    if first:
        office.world.command("/ai-outcome", "refunds 1")
        answered(office, "Logged: 1 ×")
    office.world.command("/ai-outcome", "doctor", user=MALLORY.id)
    answered(office, "members of its own workspace", MALLORY.id)
    office.world.command("/ai-outcome", "refunds 50", user=MALLORY.id)
    office.world.wait_for(lambda: len(office.world.space.ephemerals(MALLORY.id)) == 2)
    assert matched(office) == (ANA if first else None)
    assert counted(office, "refunds") == (1 if first else 0)


def test_who_has_another_email_on_slack_is_the_person_whose_id_that_is(office: Office) -> None:
    """AC-E5."""
    alias = "ana@alias.example"
    with office.bot.database.writing() as connection:
        org = orgs.current(connection).org
        known = replace(org, people=(facts.Person(email=OWNER, ids=(alias,)),))
        orgs.save(connection, known, now=office.bot.now(), pseudonym=office.bot.pseudonym)
    office.world.space.people[ANA] = replace(office.world.space.people[ANA], email=alias)
    office.world.command("/ai-outcome", "refunds 1")
    answered(office, "Logged: 1 ×")
    assert matched(office) == ANA
    office.world.command("/ai-outcome", "refunds 1")
    office.world.wait_for(lambda: counted(office, "refunds") == 2)
    assert matched(office) == ANA


def test_a_guest_logs_nothing_and_is_told_why(office: Office) -> None:
    office.world.command("/ai-outcome", "refunds 7", user=GUEST)
    answered(office, "Guests of this workspace", GUEST)
    assert counted(office, "refunds") == 0


def test_a_second_account_takes_an_email_over_only_once_the_first_is_gone(office: Office) -> None:
    office.world.command("/ai-outcome", "refunds 1")
    answered(office, "Logged: 1 ×")
    second = Person("U0ANAAGAIN", "ana.again", OWNER)
    office.world.space.people[second.id] = second
    office.world.command("/ai-outcome", "refunds 2", user=second.id)
    answered(office, "Another Slack account", second.id)
    assert (matched(office), counted(office, "refunds")) == (ANA, 1)
    office.world.space.people[ANA] = replace(office.world.space.people[ANA], deleted=True)
    office.world.command("/ai-outcome", "refunds 2", user=second.id)
    answered(office, "Logged: 2 ×", second.id)
    assert (matched(office), counted(office, "refunds")) == (second.id, 3)


@pytest.mark.parametrize("method", ["users.info", "auth.test"])
@pytest.mark.parametrize("fault", [Error("internal_error"), FAILED, LostAnswer()], ids=["error", "500", "lost"])
def test_where_slack_does_not_answer_nothing_is_logged_under_another_identity(
    office: Office, method: str, fault: Fault
) -> None:
    office.world.slack.faults.add(method, fault)
    office.world.command("/ai-outcome", "refunds 3")
    answered(office, "try again in a minute")
    assert counted(office, "refunds") == 0
    office.world.command("/ai-outcome", "refunds 3")
    said = answered(office, "Logged: 3 ×")
    office.world.press(said, "outcome.undo")
    answered(office, "Undone: 3 ×")


@pytest.mark.parametrize("scope", ["users:read", "users:read.email"])
def test_where_slack_may_not_tell_the_email_an_entry_is_kept_under_the_id(office: Office, scope: str) -> None:
    office.world.slack.desk.scopes.discard(scope)
    office.world.command("/ai-outcome", "refunds 3")
    said = answered(office, "Logged: 3 ×")
    with office.bot.database.reading() as connection:
        [kept] = outcomes.newest(connection, limit=1)
    assert (kept.person, kept.quantity, counted(office, "refunds")) == (office.bot.pseudonym(f"slack:{ANA}"), 3, 3)
    office.world.press(said, "outcome.undo")
    answered(office, "Undone: 3 ×")
    assert counted(office, "refunds") == 0
