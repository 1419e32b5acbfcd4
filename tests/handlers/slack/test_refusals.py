"""What is told where nothing was done, and what stays on the screen then."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.ledger.db import Database
from tests.handlers.slack.office import Office, over_http
from tests.handlers.slack.test_conversations import answered, counted
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, JONAS


@pytest.fixture
def office(sqlite_database: Database, slack: FakeSlack) -> Iterator[Office]:
    with over_http(sqlite_database, slack) as office:
        yield office


@pytest.mark.parametrize(("button", "title"), [("outcome.undo", "Not undone"), ("outcome.move", "Not sorted")])
def test_a_refusal_stands_beside_what_was_confirmed(office: Office, button: str, title: str) -> None:
    office.world.command("/ai-outcome", "refunds 3")
    said = answered(office, "Logged: 3 ×")
    office.world.press(said, button, user=JONAS)
    assert title in answered(office, "Only the person who logged", JONAS).words
    assert "Logged: 3 ×" in answered(office, "Logged: 3 ×", ANA).words
    assert counted(office, "refunds") == 3


def test_the_word_undo_delivered_twice_takes_one_entry_back(office: Office) -> None:
    for count in (3, 5):
        office.world.command("/ai-outcome", f"refunds {count}")
        answered(office, f"Logged: {count} ×")
    office.world.again(office.world.command("/ai-outcome", "undo"))
    office.world.wait_for(lambda: len(office.world.space.ephemerals(ANA)) == 4)
    assert [one.words.count("Undone: 5 ×") for one in office.world.space.ephemerals(ANA)][2:] == [1, 1]
    assert counted(office, "refunds") == 3
