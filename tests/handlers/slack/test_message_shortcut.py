"""A message as the evidence of an outcome: its link is kept, its words are not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot import outcomes
from bot.ledger.db import Database
from handlers.slack.outcome_form import ALREADY
from tests.handlers.slack.office import Office, over_http
from tests.handlers.slack.test_conversations import answered
from tests.slack.facts import View
from tests.slack.faults import Error, Fault, LostAnswer, Slow, Status
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import JONAS, SUPPORT

WORDS = "please pay the secret salary"


@pytest.fixture
def office(sqlite_database: Database, slack: FakeSlack) -> Iterator[Office]:
    with over_http(sqlite_database, slack) as office:
        yield office


def opened(office: Office) -> View:
    message = next(iter(office.world.space.messages(SUPPORT)), None)
    message = message or office.world.space.say(SUPPORT, WORDS, [], user=JONAS)
    office.world.message_shortcut("log_outcome_message", message)

    def form() -> View | None:
        view = office.world.open_view()
        return view if view is not None and "How many" in view.words else None

    view = office.world.wait_for(form)
    assert view is not None
    return view


def test_nothing_that_somebody_wrote_is_kept(office: Office) -> None:
    office.world.submit(opened(office), {"workflow": "refunds"})
    answered(office, "Logged: 1 ×")
    with office.bot.database.reading() as connection:
        (kept,) = outcomes.newest(connection, limit=5)
    assert (kept.note, kept.url is not None and kept.url.startswith("https://")) == ("", True)


def test_the_same_message_again_is_hinted_at_until_its_outcome_is_undone(office: Office) -> None:
    view = opened(office)
    assert ALREADY not in view.words
    office.world.submit(view, {"workflow": "refunds"})
    said = answered(office, "Logged: 1 ×")
    again = opened(office)
    assert ALREADY in again.words
    office.world.dismiss(again)
    office.world.press(said, "outcome.undo")
    answered(office, "Undone")
    assert ALREADY not in opened(office).words


@pytest.mark.parametrize(
    "fault",
    [LostAnswer(), Slow(1.2), Error("channel_not_found"), Status(500)],
    ids=["lost", "slow", "refused", "500"],
)
def test_the_form_opens_whatever_becomes_of_the_link(office: Office, fault: Fault) -> None:
    office.world.slack.faults.add("chat.getPermalink", fault)
    office.world.submit(opened(office), {"workflow": "refunds"})
    answered(office, "Logged: 1 ×")
