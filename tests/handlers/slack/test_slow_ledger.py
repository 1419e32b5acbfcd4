"""Everybody at once while the ledger answers late: Slack hangs up after three seconds, and nobody notices.

The ledger answers late once in each transaction and before any lock is taken, as a busy server does.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from bot import courier, jobs, outcomes
from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from handlers.slack.forms import JUSTIFICATION_FORM, OUTCOME_FORM
from tests.handlers.slack.office import Office, over_a_socket, over_http
from tests.handlers.slack.test_conversations import spend
from tests.postgres import Server
from tests.slack.deliveries import PATIENCE, Reply
from tests.slack.facts import Person, View
from tests.slack.socket_mode import SocketServer
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, SUPPORT

SLOW = 5.0
AT_ONCE = 40
PEOPLE = [f"U0PERSON{n:02}" for n in range(20)]
ENOUGH = 120.0


@pytest.fixture(params=["http on PostgreSQL", "socket on SQLite"])
def office(request: pytest.FixtureRequest, slack: FakeSlack) -> Iterator[Office]:
    for user in PEOPLE:
        slack.space.people[user] = Person(user, user.lower(), f"{user.lower()}@acme.example")
    place = slack.space.channels[SUPPORT]
    slack.space.channels[SUPPORT] = replace(place, members=place.members | set(PEOPLE))
    if request.param == "http on PostgreSQL":
        postgres: Server = request.getfixturevalue("postgres")
        database = Database(postgres.new_database())
        migrate(database)
        with over_http(database, slack) as office:
            yield office
        database.close()
    else:
        database = request.getfixturevalue("sqlite_database")
        server: SocketServer = request.getfixturevalue("socket_server")
        with over_a_socket(database, slack, server) as office:
            yield office


def slow_down(office: Office, seconds: float) -> None:
    def late(_: Any) -> None:
        time.sleep(seconds)

    event.listen(office.bot.database.engine, "engine_connect", late)


def answers(office: Office) -> int:
    return sum(len(office.world.space.ephemerals(user)) for user in PEOPLE)


def test_forty_commands_at_once_are_all_acknowledged_kept_and_answered(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """AC-K1, AC-K2."""
    slow_down(office, SLOW)

    def type_one(number: int) -> Reply:
        return office.world.command("/ai-outcome", f"refunds {number + 1}", user=PEOPLE[number % len(PEOPLE)])

    with ThreadPoolExecutor(AT_ONCE) as people:
        replies = list(people.map(type_one, range(AT_ONCE)))
        twice = list(people.map(office.world.again, replies[:5]))
    assert all(reply.acked for reply in (*replies, *twice))
    assert office.world.troubles == []
    office.world.wait_for(lambda: answers(office) == AT_ONCE + len(twice), seconds=ENOUGH)
    with office.bot.database.reading() as connection:
        kept = outcomes.newest(connection, limit=1000)
    assert sorted(one.quantity for one in kept) == list(range(1, AT_ONCE + 1))
    for number in range(AT_ONCE):
        said = office.world.space.ephemerals(PEOPLE[number % len(PEOPLE)])
        assert any(f"Logged: {number + 1} × refund resolved" in one.words for one in said)
    slowest = max(reply.seconds for reply in replies)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{AT_ONCE} commands at once, ledger {SLOW} s late: 0 acks missed (slowest {slowest:.2f} s of "
            f"{PATIENCE:.0f}), {len(kept)} outcomes, {AT_ONCE} answers"
        )


def shown(office: Office, user: str, words: str) -> View:
    def look() -> View | None:
        view = office.world.open_view(user)
        return view if view is not None and words in view.words else None

    view = office.world.wait_for(look, seconds=ENOUGH)
    assert view is not None
    return view


def test_a_form_says_loading_first_and_is_there_afterwards(office: Office) -> None:
    """AC-K1."""
    spend(office, "85")
    jobs.check_budgets(office.bot)
    courier.carry_all(office.bot)
    (told,) = office.world.space.messages(ANA)
    slow_down(office, PATIENCE + 0.5)
    office.world.command("/ai-outcome", user=PEOPLE[0])
    office.world.press(told, "budget.justify")
    for user in (PEOPLE[0], ANA):
        assert shown(office, user, "Loading…").content.get("submit") is None
    assert shown(office, PEOPLE[0], "How many").content["callback_id"] == OUTCOME_FORM
    view = shown(office, ANA, "What is the money for?")
    assert view.content["callback_id"] == JUSTIFICATION_FORM
    reply = office.world.submit(view, {"reason": "A migration"})
    assert reply.seconds < PATIENCE
    office.world.wait_for(lambda: "Thank you" in str(office.world.space.ephemerals(ANA)), seconds=ENOUGH)
    assert office.world.troubles == []
