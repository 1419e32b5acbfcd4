"""The whole conversation, over HTTP and over a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot import courier, jobs, outcomes
from bot.facts.periods import last_closed_week, week_of
from bot.ledger import audit, sources, store
from bot.ledger.db import Database
from handlers.slack.forms import OUTCOME_FORM
from tests.factories import a_charge, a_scope
from tests.handlers.slack.office import Office, over_a_socket, over_http
from tests.slack.facts import Message
from tests.slack.faults import FAILED, Error, Fault, LostAnswer
from tests.slack.pings import pings
from tests.slack.socket_mode import SocketServer
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, JONAS, SUPPORT


@pytest.fixture(params=["http", "socket"])
def office(request: pytest.FixtureRequest, sqlite_database: Database, slack: FakeSlack) -> Iterator[Office]:
    if request.param == "http":
        with over_http(sqlite_database, slack) as office:
            yield office
    else:
        server: SocketServer = request.getfixturevalue("socket_server")
        with over_a_socket(sqlite_database, slack, server) as office:
            yield office


def counted(office: Office, workflow: str) -> int:
    with office.bot.database.reading() as connection:
        found = outcomes.counts(connection)
    return outcomes.net(found, workflow, week_of(office.bot.now().date()).period)


def answered(office: Office, words: str, user: str = ANA) -> Message:
    """The newest thing only that person sees, once it says this."""

    def look() -> Message | None:
        return next((one for one in reversed(office.world.space.ephemerals(user)) if words in one.words), None)

    found = office.world.wait_for(look)
    assert found is not None
    return found


def spend(office: Office, amount: str) -> None:
    """The provider bills this today, for the support team."""
    now = office.bot.now()
    with office.bot.database.writing() as connection:
        connection_id = store.connection_id(connection, "openai", "openai", now=now)
        store.replace(
            connection,
            connections={"openai": connection_id},
            scopes=[a_scope(now.date())],
            charges=[(a_scope(now.date()), a_charge(amount, day=now.date(), sub_account="proj_support"))],
            now=now,
            pseudonym=office.bot.pseudonym,
        )
        week = week_of(now.date()).period
        sources.note_success(connection, connection_id, week, now=now, as_of=None)


def test_a_line_is_answered_to_one_person_and_undone_there(office: Office) -> None:
    office.world.command("/ai-outcome", "refunds 3 4h")
    said = answered(office, "Logged: 3 × refund resolved")
    assert counted(office, "refunds") == 3
    office.world.press(said, "outcome.undo")
    answered(office, "Undone: 3 × refund resolved")
    assert counted(office, "refunds") == 0
    assert office.world.space.messages(SUPPORT) == []
    assert office.world.troubles == []


def test_the_command_alone_opens_a_form_that_refuses_a_bad_count_and_logs_a_good_one(office: Office) -> None:
    office.world.command("/ai-outcome")
    view = office.world.wait_for(office.world.open_view)
    assert view.content["callback_id"] == OUTCOME_FORM
    office.world.submit(view, {"workflow": "refunds", "quantity": "0"})
    assert "whole number" in office.world.open_view().errors["quantity"]
    office.world.submit(office.world.open_view(), {"workflow": "refunds", "quantity": "12", "time": "1h30m"})
    said = answered(office, "Logged: 12 × refund resolved")
    assert "1 h 30 min" in said.words
    assert counted(office, "refunds") == 12
    assert office.world.open_view() is None
    assert office.world.troubles == []


def test_an_unsorted_line_is_sorted_by_one_press(office: Office) -> None:
    office.world.command("/ai-outcome", "3")
    said = answered(office, "not sorted under a workflow yet")
    office.world.press(said, "outcome.move")
    answered(office, "Logged: 3 ×")
    assert counted(office, "refunds") + counted(office, "kb") == 3


def test_the_same_delivery_three_times_is_one_outcome(office: Office) -> None:
    """AC-K2."""
    reply = office.world.command("/ai-outcome", "refunds 3")
    for _ in range(2):
        office.world.again(reply)
    answered(office, "Logged: 3 × refund resolved")
    office.world.wait_for(lambda: len(office.world.space.ephemerals(ANA)) == 3)
    assert counted(office, "refunds") == 3


def test_help_and_a_near_miss_are_answered_in_words(office: Office) -> None:
    office.world.command("/ai-outcome", "help")
    answered(office, "/ai-outcome 3 logs three")
    office.world.command("/ai-outcome", "#refnds 3")
    answered(office, "refunds")
    assert counted(office, "refunds") == 0


def test_a_message_becomes_the_evidence_of_an_outcome(office: Office) -> None:
    message = office.world.space.say(SUPPORT, "Sent the renewal pack to ACME", [], user=JONAS)
    office.world.message_shortcut("log_outcome_message", message)
    view = office.world.wait_for(office.world.open_view)
    assert "https://" in str(view.content) + str(view.blocks)
    assert "Sent the renewal pack to ACME" not in str(view.content) + str(view.blocks)


def test_an_e_mail_address_is_refused_and_nothing_typed_is_lost(office: Office) -> None:
    office.world.command("/ai-outcome", "refunds 3 mail <mailto:anna@acme.example|anna@acme.example>")
    answered(office, "write a role instead, such as the head of support. You typed: refunds 3 mail anna@acme.example")
    office.world.command("/ai-outcome", "")
    view = office.world.wait_for(office.world.open_view)
    office.world.submit(view, {"workflow": "refunds", "note": "mail anna@acme.example", "evidence": "https://a@b.co/"})
    assert office.world.open_view().errors.keys() == {"note", "evidence"}
    office.world.submit(office.world.open_view(), {"note": "mail the head of support", "evidence": "https://b.co/"})
    answered(office, "note: mail the head of support")
    assert counted(office, "refunds") == 1


def test_an_alert_is_justified_and_its_message_says_by_whom(office: Office) -> None:
    spend(office, "85")
    assert len(jobs.check_budgets(office.bot)) == 1
    courier.carry_all(office.bot)
    (told,) = office.world.space.messages(ANA)
    assert "85%" in told.words
    office.world.press(told, "budget.justify")
    view = office.world.wait_for(office.world.open_view)
    office.world.submit(view, {"reason": "no"})
    assert "at least 3" in office.world.open_view().errors["reason"]
    office.world.submit(office.world.open_view(), {"reason": "A migration run until <Friday> & no longer"})
    answered_here = office.world.wait_for(lambda: "Thank you" in str(office.world.space.ephemerals(ANA)))
    assert answered_here
    office.world.wait_for(lambda: courier.carry_all(office.bot))
    (now_says,) = office.world.space.messages(ANA)
    assert "A migration run until <Friday> & no longer" in now_says.words
    assert "budget.justify" not in str(now_says.blocks)
    with office.bot.database.reading() as connection:
        assert audit.verify(connection) is None
    assert office.world.troubles == []


def test_a_digest_is_posted_in_the_teams_channel_once_and_explains_itself(office: Office) -> None:
    spend(office, "85")
    week = last_closed_week(office.bot.now())
    for _ in range(2):
        jobs.publish(office.bot, week, ["support"])
        courier.carry_all(office.bot)
    (posted,) = office.world.space.messages(SUPPORT)
    assert f"week {week.number}" in posted.words
    office.world.press(posted, "digest.why")
    answered(office, "Why these numbers")
    office.world.press(posted, "outcome.open")
    assert office.world.wait_for(office.world.open_view)


def test_the_home_tab_is_useful_at_once(office: Office) -> None:
    office.world.open_home(ANA)
    home = office.world.wait_for(lambda: office.world.space.homes.get(ANA))
    text = str(home)
    assert "Refund triage" in text
    assert "How it works" in text


def test_a_stale_button_says_so(office: Office) -> None:
    button = {
        "type": "button",
        "action_id": "outcome.retired",
        "text": {"type": "plain_text", "text": "Old"},
        "value": "1",
    }
    old = office.world.space.say(SUPPORT, "An old digest", [{"type": "actions", "elements": [button]}])
    office.world.press(old, "outcome.retired")
    answered(office, "This button is from an older version")


def test_only_the_owner_answers_for_a_budget(office: Office) -> None:
    spend(office, "85")
    jobs.check_budgets(office.bot)
    courier.carry_all(office.bot)
    (told,) = office.world.space.messages(ANA)
    office.world.press(told, "budget.justify", user=JONAS)
    answered(office, "Only the owner", JONAS)
    assert office.world.open_view(JONAS) is None


@pytest.mark.parametrize("fault", [FAILED, LostAnswer(), Error("expired_url")], ids=["500", "lost", "expired"])
def test_an_answer_that_slack_does_not_take_stands_in_the_conversation_with_the_app(
    office: Office, fault: Fault
) -> None:
    office.world.slack.faults.add("response_url", fault)
    office.world.command("/ai-outcome", "refunds 3")
    office.world.wait_for(lambda: "Logged: 3 ×" in str(office.world.space.messages(ANA)))
    assert counted(office, "refunds") == 3
    assert "nothing was changed" not in str(office.world.space.ephemerals(ANA))


def test_a_form_whose_three_seconds_are_over_says_so(office: Office) -> None:
    office.world.slack.faults.add("views.open", Error("expired_trigger_id"))
    office.world.command("/ai-outcome")
    answered(office, "three seconds")


def test_nothing_in_a_justification_pings_or_pretends(office: Office) -> None:
    """AC-K6: in the message, in the text that notifies, and in the next digest."""
    hostile = "<!channel> <@U0JONASWEB> <https://evil.example|pay> @everyone &amp; *now* :tada: 🎉 \u202egnipp"
    spend(office, "85")
    office.world.command("/ai-outcome", "refunds 3")
    answered(office, "Logged: 3 ×")
    jobs.check_budgets(office.bot)
    courier.carry_all(office.bot)
    (told,) = office.world.space.messages(ANA)
    office.world.press(told, "budget.justify")
    view = office.world.wait_for(office.world.open_view)
    office.world.submit(view, {"reason": hostile})
    office.world.wait_for(lambda: "Thank you" in str(office.world.space.ephemerals(ANA)))
    office.world.wait_for(lambda: courier.carry_all(office.bot))
    jobs.publish(office.bot, week_of(office.bot.now().date()), ["support"])
    courier.carry_all(office.bot)
    (alert,) = office.world.space.messages(ANA)
    (digest,) = office.world.space.messages(SUPPORT)
    for said in (alert, digest):
        assert "<!channel> <@U0JONASWEB>" in said.words
        assert "&lt;!channel&gt;" in said.text
        assert pings(said.arguments) == []


def test_the_form_offers_every_choice_and_nobody_types_an_id(office: Office) -> None:
    """AC-K9: the usual workflow is chosen already, the team's own come first, and one tap logs."""
    office.world.command("/ai-outcome", "kb 1")
    answered(office, "Logged: 1 ×")
    office.world.command("/ai-outcome")
    view = office.world.wait_for(office.world.open_view)
    fields = {block["block_id"]: block["element"] for block in view.blocks if block["type"] == "input"}
    assert fields["workflow"]["type"] == "static_select"
    assert [option["value"] for option in fields["workflow"]["options"]] == ["refunds", "kb"]
    assert fields["workflow"]["initial_option"]["value"] == "kb"
    assert fields["kind"]["type"] == "radio_buttons"
    office.world.submit(view)
    office.world.wait_for(lambda: counted(office, "kb") == 2)
    assert office.world.troubles == []
