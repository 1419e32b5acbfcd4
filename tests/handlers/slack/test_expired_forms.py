"""Forms of another version, forms that nobody knows, and answers of Slack that nobody can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.ledger.db import Database
from handlers import outcome
from tests.handlers.slack.office import Office, over_http
from tests.handlers.slack.test_conversations import answered, counted
from tests.slack.facts import View
from tests.slack.faults import Error, Fault, Status
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA


@pytest.fixture
def office(sqlite_database: Database, slack: FakeSlack) -> Iterator[Office]:
    with over_http(sqlite_database, slack) as office:
        yield office


def opened(office: Office, **changed: str) -> View:
    office.world.command("/ai-outcome")
    view = office.world.wait_for(office.world.open_view)
    assert view is not None
    return replace(view, content={**view.content, **changed})


@pytest.mark.parametrize("callback", ["outcome.form", "budget.justification", "outcome.retired", ""])
@pytest.mark.parametrize("carried", ["{", "[]", '{"unknown": 1}', "3"])
def test_a_form_of_another_version_says_that_it_has_expired(office: Office, callback: str, carried: str) -> None:
    office.world.submit(opened(office, callback_id=callback, private_metadata=carried))
    view = office.world.open_view()
    assert view is not None
    assert "This form has expired" in view.words
    assert counted(office, "refunds") == 0
    assert office.world.troubles == []


def test_a_form_that_nobody_knows_says_that_it_has_expired(office: Office) -> None:
    office.world.submit(opened(office, callback_id="outcome.retired"))
    view = office.world.open_view()
    assert view is not None
    assert "This form has expired" in view.words


@pytest.mark.parametrize("fault", [Status(200), Status(500), Error("internal_error")], ids=["no json", "500", "error"])
def test_what_is_logged_is_not_denied_where_the_answer_cannot_be_sent(office: Office, fault: Fault) -> None:
    office.world.slack.faults.add("response_url", Status(404))
    office.world.slack.faults.add("chat.postMessage", fault)
    office.world.command("/ai-outcome", "refunds 3")
    office.world.wait_for(lambda: office.world.slack.called("chat.postMessage"))
    office.world.command("/ai-outcome", "status")
    answered(office, "3 × refund resolved")
    assert len(office.world.space.ephemerals(ANA)) == 1


def test_what_fails_after_the_commit_is_not_said_to_have_changed_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = outcome.log

    def then_fail(*arguments: Any) -> None:
        log(*arguments)
        raise RuntimeError("after the commit")

    monkeypatch.setattr(outcome, "log", then_fail)
    office.world.command("/ai-outcome", "refunds 3")
    said = answered(office, "Something went wrong")
    assert "/ai-outcome status shows it" in said.words
    assert counted(office, "refunds") == 3
