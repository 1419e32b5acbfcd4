from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import outcomes, settings
from bot.facts.message import Actions, Button, Message, Note, Paragraph
from bot.facts.org import Org, OutcomeType, Team, Workflow
from bot.facts.periods import week_of
from bot.ledger import orgs
from bot.ledger.db import Database
from bot.runtime import Bot
from handlers.outcome import MOVE, UNDO, Said, answer, move, undo
from tests.factories import NOW, no_pseudonym
from tests.reports.digests import staff

ALICE = "alice@acme.example"
WEEK = week_of(NOW.date()).period
LINE = Said(text="3", team="support", person=ALICE, event_id="event-1", source="test")


def a_workflow(slug: str, name: str, unit: str) -> Workflow:
    return Workflow(slug=slug, name=name, team="support", owner=ALICE, outcome=OutcomeType(unit=unit))


ORG = Org(
    teams=(Team(slug="support", name="Support"),),
    workflows=(
        a_workflow("refunds", "Refund triage", "refund resolved"),
        a_workflow("kb", "KB drafting", "article published"),
    ),
)


@pytest.fixture
def bot(sqlite_database: Database) -> Bot:
    with sqlite_database.writing() as connection:
        orgs.save(connection, ORG, now=NOW, pseudonym=no_pseudonym)
    return a_bot(sqlite_database)


def a_bot(database: Database) -> Bot:
    return Bot(settings=settings.load(), database=database, accounts=(), now=lambda: NOW, pseudonym=no_pseudonym)


def texts(message: Message) -> list[str]:
    return [each.text for each in message.elements if isinstance(each, Paragraph | Note)]


def buttons(message: Message) -> list[Button]:
    return [button for each in message.elements if isinstance(each, Actions) for button in each.buttons]


def counted(bot: Bot, workflow: str) -> int:
    with bot.database.reading() as connection:
        return outcomes.net(outcomes.counts(connection), workflow, WEEK)


def test_a_line_is_logged_and_the_answer_says_what_where_and_how_many_this_week(bot: Bot) -> None:
    answer(bot, replace(LINE, text="refunds 5", event_id="event-0"))
    found = answer(bot, replace(LINE, text="refunds 12 4h https://t.example/1 two late"))
    assert texts(found) == [
        "Logged: 12 × refund resolved, under Refund triage.",
        "17 so far in week 47 (UTC days).",
        "4 h of work displaced in total · evidence https://t.example/1 · note: two late",
    ]
    assert counted(bot, "refunds") == 17


@pytest.mark.parametrize(("people", "is_counted"), [(4, False), (5, True)])
def test_in_a_team_of_fewer_than_five_nobody_is_told_how_many_all_have_logged(
    bot: Bot, people: int, is_counted: bool
) -> None:
    """Method.md 4.8: less one's own, that is what a colleague logged."""
    with bot.database.writing() as connection:
        orgs.save(connection, replace(ORG, people=staff("support", people)), now=NOW, pseudonym=no_pseudonym)
    answer(bot, replace(LINE, text="refunds 5", event_id="event-0", person="bob@acme.example"))
    said = texts(answer(bot, replace(LINE, text="refunds 12")))
    assert said[0] == "Logged: 12 × refund resolved, under Refund triage."
    assert ("17" in str(said)) is is_counted


def test_the_same_delivery_three_times_is_one_outcome_and_the_same_answer(bot: Bot) -> None:
    """AC-K2."""
    answers = [answer(bot, replace(LINE, text="refunds 3")) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert counted(bot, "refunds") == 3


def test_undo_is_offered_and_works_once(bot: Bot) -> None:
    found = answer(bot, replace(LINE, text="refunds 3"))
    (button,) = [button for button in buttons(found) if button.action == UNDO]
    for _ in range(2):
        assert undo(bot, button.value, ALICE).summary == (
            "Undone: 3 × refund resolved, under Refund triage. Nothing is counted."
        )
    assert counted(bot, "refunds") == 0


def test_after_ten_minutes_undo_says_what_to_type(bot: Bot) -> None:
    answer(bot, replace(LINE, text="refunds 3"))
    later = replace(bot, now=lambda: NOW + timedelta(minutes=11))
    assert "/ai-outcome reversed 3 #refunds" in undo(later, "event-1", ALICE).summary
    assert counted(bot, "refunds") == 3


def test_an_unsorted_outcome_says_so_and_is_sorted_by_one_press(bot: Bot) -> None:
    found = answer(bot, LINE)
    assert found.summary == "Logged 3, not sorted under a workflow yet."
    (press,) = [b for b in buttons(found) if b.action == MOVE and b.label == "It was Refund triage"]
    move(bot, press.value, ALICE)
    assert counted(bot, "refunds") == 3


def test_without_an_org_file_an_outcome_is_kept_and_said_to_be_unsorted(sqlite_database: Database) -> None:
    found = answer(a_bot(sqlite_database), LINE)
    assert found.summary == "Logged 3, not sorted under a workflow yet."
    assert "stay unsorted until an org file is applied" in texts(found)[1]


def test_a_line_that_cannot_be_logged_keeps_what_was_typed_and_logs_nothing(bot: Bot) -> None:
    found = answer(bot, replace(LINE, text="#refnds 3 for the ACME case"))
    assert "refunds" in found.summary
    assert "#refnds 3 for the ACME case" in found.summary
    assert counted(bot, "refunds") == 0


def test_help_says_what_can_be_typed(bot: Bot) -> None:
    assert "/ai-outcome 3" in answer(bot, replace(LINE, text="help")).summary


def test_status_lists_only_ones_own_entries(bot: Bot) -> None:
    answer(bot, replace(LINE, text="refunds 3"))
    answer(bot, replace(LINE, text="kb 9", event_id="event-2", person="bob@acme.example"))
    found = answer(bot, replace(LINE, text="status", event_id="event-3"))
    assert texts(found)[:1] == ["2026-11-17: 3 × refund resolved, under Refund triage"]
    assert "article" not in str(found)


def test_the_word_undo_takes_back_the_latest_own_entry(bot: Bot) -> None:
    answer(bot, replace(LINE, text="refunds 3"))
    answer(bot, replace(LINE, text="undo", event_id="event-2"))
    assert counted(bot, "refunds") == 0


def test_an_undone_event_that_is_delivered_again_is_not_confirmed(bot: Bot) -> None:
    answer(bot, replace(LINE, text="refunds 3"))
    undo(bot, "event-1", ALICE)
    assert "stays undone" in answer(bot, replace(LINE, text="refunds 3")).summary
    assert counted(bot, "refunds") == 0


def test_the_word_undo_delivered_twice_takes_one_entry_back_and_answers_the_same(bot: Bot) -> None:
    answer(bot, replace(LINE, text="refunds 3"))
    answer(replace(bot, now=lambda: NOW + timedelta(minutes=1)), replace(LINE, text="refunds 5", event_id="event-2"))
    asked = replace(LINE, text="undo", event_id="event-3")
    answers = [answer(bot, asked) for _ in range(2)]
    assert answers[0].summary == "Undone: 5 × refund resolved, under Refund triage. Nothing is counted."
    assert answers[0] == answers[1]
    assert counted(bot, "refunds") == 3
    answer(bot, replace(asked, event_id="event-4"))
    assert counted(bot, "refunds") == 0


def test_each_refusal_is_headed_by_what_did_not_happen(bot: Bot) -> None:
    assert answer(bot, replace(LINE, text="undo")).title == "Not undone"
    assert answer(bot, replace(LINE, text="status")).title == "Your latest entries"
    assert answer(bot, replace(LINE, text="doctor", person="bob@acme.example")).title == "Doctor"
    assert answer(bot, replace(LINE, text="#refnds 3")).title == "Not logged"
    answer(bot, replace(LINE, text="refunds 3"))
    later = replace(bot, now=lambda: NOW + timedelta(minutes=11))
    assert undo(later, "event-1", ALICE).title == "Not undone"
    assert answer(later, replace(LINE, text="undo", event_id="event-2")).title == "Not undone"
    assert move(later, "event-1 kb", ALICE).title == "Not sorted"
