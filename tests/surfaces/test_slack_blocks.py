"""What Slack is given leaves nothing out, is refused nowhere, and cannot ping, link or pretend."""

from __future__ import annotations

import html

import pytest
from hypothesis import HealthCheck, given, settings

from bot.facts.message import Actions, Button, Facts, Message, Note, Paragraph, Table
from bot.surfaces.columns import clean
from bot.surfaces.slack_blocks import Level, home, parts, render
from bot.surfaces.slack_text import NOTHING, shown
from tests.slack.blocks import problems
from tests.slack.pings import pings
from tests.surfaces.browser_messages import texts_of
from tests.surfaces.slack_messages import HOSTILE, LARGE, huge_messages, messages, strings

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
LEVELS = tuple(Level)
slow = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def sent(message: Message, level: Level) -> dict[str, object]:
    return {**render(message, level), "parse": "none"}


def carried(message: Message) -> set[str]:
    """Every text a reader must find; what a button would send is in no text."""
    buttons = [button for each in message.elements if isinstance(each, Actions) for button in each.buttons]
    unread = {text for button in buttons for text in (button.action, button.value)}
    return {shown(text) for text in set(texts_of(message)) - unread}


def everything(*payloads: object) -> str:
    return " ".join(html.unescape(found) + " " + found for payload in payloads for found in strings(payload))


@given(messages)
def test_every_word_of_every_text_of_any_message_is_found_at_every_level(message: Message) -> None:
    for level in LEVELS:
        found = everything(*(render(part, level) for part in parts(message)))
        for text in carried(message):
            for word in text.split():
                assert word in found


@given(messages)
def test_every_button_arrives_with_what_it_sends(message: Message) -> None:
    for level in LEVELS[:-1]:
        blocks = [block for part in parts(message) for block in render(part, level)["blocks"]]
        elements = [each for block in blocks if block["type"] == "actions" for each in block["elements"]]
        expected = [button for each in message.elements if isinstance(each, Actions) for button in each.buttons]
        assert sorted(each.get("value", "") for each in elements) == sorted(button.value for button in expected)


@slow
@given(huge_messages)
def test_no_message_is_refused_or_pings_at_any_level(message: Message) -> None:
    for level in LEVELS:
        payload = sent(message, level)
        assert problems(payload, "message") == []
        assert pings(payload) == []


@slow
@given(huge_messages)
def test_no_home_tab_is_refused_or_pings(message: Message) -> None:
    for level in (Level.FULL, Level.NO_CHART, Level.CLASSIC):
        assert problems(home(message, level), "home") == []
        assert pings(home(message, level)) == []


@slow
@given(huge_messages)
def test_the_parts_of_a_message_lose_no_sign_and_none_is_cut_or_refused(message: Message) -> None:
    parted = parts(message)
    assert parted[0].title == "" or parted[0].title in clean(message.title) or parted[0].title.endswith("…")
    for part in parted:
        assert len(render(part)["text"]) <= 4000
        assert not render(part)["text"].endswith("(cut here)")
        for level in LEVELS:
            assert problems(sent(part, level), "message") == []
            assert parts(part) == (part,)
    found = "".join(everything(*map(render, parted)).split())
    for each in message.elements:
        if isinstance(each, Paragraph) and len(each.text) < 2000:
            assert "".join(shown(each.text).split()) in found


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("text", [*HOSTILE, *LARGE])
def test_a_hostile_name_is_shown_in_every_place_and_does_nothing(text: str, level: Level) -> None:
    message = Message(
        text,
        text,
        (
            Paragraph(text),
            Facts(((text, text),)),
            Table((text, "Spent"), ((text, "$2"),)),
            Note(text),
            Actions((Button("outcome.open", text, "refunds"), Button("outcome.open", text, "drafts"))),
        ),
    )
    payload = sent(message, level)
    assert problems(payload, "message") == []
    assert pings(payload) == []
    assert "$2" in everything(*(render(part, level) for part in parts(message)))


def test_no_text_is_left_to_markup() -> None:
    message = Message("<!channel>", "*b*", tuple(Paragraph(text) for text in HOSTILE))
    assert "mrkdwn" not in set(strings(render(message)))
    assert render(message)["text"].startswith("&lt;!channel&gt; — *b*\n")


def test_an_empty_message_still_says_something() -> None:
    assert render(Message("", "")) == {"text": NOTHING, "blocks": []}


def test_a_digest_of_sixty_teams_is_a_parent_with_replies_and_whole_in_each() -> None:
    rows = tuple((f"Team number {n}", f"{n} accepted", f"${n},000", "31% below its baseline") for n in range(60))
    columns = ("Team", "Outcomes", "Spent", "Baseline")
    buttons = Actions((Button("outcome.open", "Log an outcome", "acme", primary=True),))
    message = Message("Acme · week 46", "60 teams", (Table(columns, rows), Note("Closed 17 Nov 2026."), buttons))
    first, *replies = parts(message)
    assert replies
    assert [reply.title for reply in replies] == [f"Acme · week 46 · part {n + 2}" for n in range(len(replies))]
    assert first.elements[-1] == buttons
    assert (
        tuple(row for part in (first, *replies) for each in part.elements for row in getattr(each, "rows", ())) == rows
    )


def test_what_one_message_cannot_show_is_said_at_its_end_above_the_buttons_note() -> None:
    rows = tuple((f"Workflow {n}", "x" * 60) for n in range(140))
    rendered = render(Message("Acme", "", (Table(("Workflow", "Said"), rows),)))
    shown_rows = len(rendered["blocks"][1]["rows"]) - 1
    assert rendered["blocks"][-1]["elements"][0]["text"] == f"… and {140 - shown_rows} more rows that do not fit here."
    assert rendered["text"].endswith("… (cut here)")


def test_a_second_button_of_one_action_has_its_own_id() -> None:
    buttons = tuple(Button("outcome.undo", "Undo", value) for value in "abc")
    [block] = render(Message("", "", (Actions(buttons),)))["blocks"]
    assert [each["action_id"] for each in block["elements"]] == ["outcome.undo", "outcome.undo:1", "outcome.undo:2"]


def test_a_button_whose_id_is_too_long_is_not_cut_to_another_id() -> None:
    rendered = render(Message("", "", (Actions((Button("a.b", "Press", "v" * 2001),)),)))
    assert [block["type"] for block in rendered["blocks"]] == ["context"]
    assert "Press" in everything(rendered)


def test_the_second_table_of_a_message_is_text() -> None:
    table = Table(("Team", "Spent"), (("Support", "$2"),))
    kinds = [block["type"] for block in render(Message("", "", (table, table)))["blocks"]]
    assert kinds == ["table", "section"]
