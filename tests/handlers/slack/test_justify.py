"""Who is shown the form that answers an alert, and what happens to the words when the answer is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot import courier, jobs, justifications
from bot.ledger import orgs
from bot.ledger.db import Database
from tests.handlers.slack.office import ORG, Office, over_http
from tests.handlers.slack.postbox import JONAS_EMAIL
from tests.handlers.slack.test_conversations import answered, spend
from tests.reports.digests import staff
from tests.slack.facts import Message, View
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, GUEST, JONAS

SHARED = replace(ORG, budgets=(replace(ORG.budgets[0], delegate=JONAS_EMAIL),))


@pytest.fixture
def office(sqlite_database: Database, slack: FakeSlack) -> Iterator[Office]:
    """A budget with an owner and a delegate has crossed its threshold, and the owner was told."""
    with over_http(sqlite_database, slack, SHARED) as office:
        spend(office, "85")
        jobs.check_budgets(office.bot)
        courier.carry_all(office.bot)
        yield office


def told(office: Office) -> Message:
    (message,) = office.world.space.messages(ANA)
    return message


def opened(office: Office, user: str) -> View:
    office.world.press(told(office), "budget.justify", user=user)
    view = office.world.wait_for(lambda: office.world.open_view(user))
    assert view is not None
    return view


def answer_it(office: Office, user: str, reason: str = "A migration run") -> None:
    office.world.submit(opened(office, user), {"reason": reason})
    answered(office, "Thank you", user)


def test_whoever_may_not_answer_is_told_so_in_place_of_the_form(office: Office) -> None:
    office.world.press(told(office), "budget.justify", user=GUEST)
    answered(office, "Guests of this workspace", GUEST)
    assert office.world.open_view(GUEST) is None


@pytest.mark.parametrize(("user", "by"), [(ANA, "by you on"), (JONAS, "by the owner on")])
def test_an_alert_that_is_answered_opens_no_form(office: Office, user: str, by: str) -> None:
    stale = told(office)
    answer_it(office, ANA)
    office.world.press(stale, "budget.justify", user=user)
    answered(office, f"This was already answered {by}", user)
    assert office.world.open_view(user) is None


def test_an_answer_that_comes_second_is_refused_in_its_form_with_the_words_still_there(office: Office) -> None:
    late = opened(office, JONAS)
    answer_it(office, ANA)
    office.world.submit(late, {"reason": "Words that took an hour"})
    view = office.world.open_view(JONAS)
    assert view is not None
    assert "already answered by the owner" in view.errors["reason"]
    assert "Words that took an hour" in str(view.values)


def test_an_answer_refused_after_its_form_closed_gives_the_words_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = opened(office, JONAS)
    answer_it(office, ANA)
    monkeypatch.setattr("handlers.slack.opening.PATIENCE_SECONDS", 0)
    office.world.submit(late, {"reason": "Words that took an hour"})
    said = answered(office, "already answered by the owner", JONAS)
    assert "You wrote: Words that took an hour" in said.words


def test_the_same_answer_delivered_again_is_thanked_again(office: Office) -> None:
    reply = office.world.submit(opened(office, ANA), {"reason": "A migration run"})
    answered(office, "Thank you")
    assert office.world.again(reply).body in (None, "", {})
    office.world.wait_for(lambda: len(office.world.space.ephemerals(ANA)) == 2)


@pytest.mark.parametrize("digits", [20, 5000])
def test_a_number_that_nobody_can_mean_is_refused_under_its_field(office: Office, digits: int) -> None:
    office.world.submit(opened(office, ANA), {"reason": "A migration run", "quantity": "9" * digits})
    view = office.world.open_view(ANA)
    assert view is not None
    assert "at most 1,000,000" in view.errors["quantity"]


def test_a_delegate_without_a_name_is_called_the_delegate(office: Office) -> None:
    stale = told(office)
    answer_it(office, JONAS)
    office.world.press(stale, "budget.justify")
    answered(office, "already answered by the delegate on")
    with office.bot.database.reading() as connection:
        assert (
            justifications.open_alerts(
                connection,
                SHARED,
                office.bot.pseudonym(JONAS_EMAIL),
                pseudonym=office.bot.pseudonym,
                now=office.bot.now(),
            )
            == ()
        )


@pytest.mark.parametrize(
    ("people", "where"), [(4, "kept with the budget, and stands in the alert"), (5, "stands in the team's next digest")]
)
def test_an_answer_is_promised_for_the_digest_only_of_a_team_that_has_one(
    office: Office, people: int, where: str
) -> None:
    org = replace(SHARED, people=staff("support", people))
    with office.bot.database.writing() as connection:
        orgs.save(connection, org, now=office.bot.now(), pseudonym=office.bot.pseudonym)
    answer_it(office, ANA)
    answered(office, where, ANA)
