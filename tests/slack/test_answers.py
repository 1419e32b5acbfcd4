"""What an app answers to a command or a submission is done on the person's screen, or is a trouble."""

from __future__ import annotations

from typing import Any

import pytest

from tests.slack.deliveries import Delivery, Reply
from tests.slack.facts import View
from tests.slack.samples import Block, field, header, message, modal, number, plain, section, select
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, SUPPORT
from tests.slack.world import World

FORM = modal(field(number(initial_value="1")), field({**select(3), "action_id": "w"}, block_id="workflow"))
SAID = modal(section(), title=plain("Said"))


class Saying:
    """An app that acknowledges everything with one body."""

    patience = 3.0

    def __init__(self, body: Any) -> None:
        self.body = body
        self.heard: list[Delivery] = []

    def deliver(self, delivery: Delivery) -> Reply:
        self.heard.append(delivery)
        return Reply(delivery, 200, self.body, 0.0)


def saying(slack: FakeSlack, body: Any) -> tuple[World, Saying, View]:
    line = Saying(body)
    world = World(slack, line)
    return world, line, world.space.show(ANA, FORM)


def titles(world: World) -> list[str]:
    return [world.space.views[identity].title for identity in world.space.stacks[ANA]]


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (None, ["Log"]),
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": SAID}, ["Log", "Said"]),
        ({"response_action": "push", "view": SAID}, ["Log", "Log", "Said"]),
        ({"response_action": "errors", "errors": {"quantity": "Too many."}}, ["Log", "Log"]),
    ],
)
def test_the_answer_to_a_submission_is_done(slack: FakeSlack, body: Any, left: list[str]) -> None:
    world, _, _ = saying(slack, body)
    world.submit(world.space.show(ANA, FORM, push=True))
    assert titles(world) == left
    assert world.troubles == []


@pytest.mark.parametrize(
    "body",
    [
        "Thanks!",
        {"response_action": "update", "view": modal(header("x" * 151))},
        {"response_action": "errors", "errors": {"n": "That is an action_id."}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "applaud"},
    ],
)
def test_an_answer_that_cannot_be_shown_leaves_the_form_and_is_a_trouble(slack: FakeSlack, body: Any) -> None:
    world, _, view = saying(slack, body)
    world.submit(view)
    assert titles(world) == ["Log"]
    assert len(world.troubles) == 1


def test_no_more_than_three_modals_are_pushed(slack: FakeSlack) -> None:
    world, _, view = saying(slack, {"response_action": "push", "view": FORM})
    for _ in range(3):
        world.submit(world.open_view() or view)
    assert (len(titles(world)), len(world.troubles)) == (3, 1)


def test_what_was_typed_is_sent_and_stays_through_an_update(slack: FakeSlack) -> None:
    world, line, view = saying(slack, {"response_action": "update", "view": FORM})
    world.submit(view, {"quantity": "7", "workflow": "2"})
    values = line.heard[0].payload["view"]["state"]["values"]
    assert values["quantity"] == {"n": {"type": "number_input", "value": "7"}}
    assert values["workflow"]["w"]["selected_option"]["value"] == "2"
    kept = world.open_view()
    assert kept is not None
    assert kept.values == values
    with pytest.raises(LookupError, match="no option '9'"):
        world.submit(kept, {"workflow": "9"})


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("Logged 3", ["Logged 3"]),
        (message(section(), response_type="ephemeral"), ["Support: 4.10 USD per refund"]),
        (None, []),
    ],
)
def test_the_answer_to_a_command_is_seen_by_the_one_who_typed_it(
    slack: FakeSlack, body: Block | str | None, seen: list[str]
) -> None:
    world, _, _ = saying(slack, body)
    world.command("/ai-outcome", "3")
    assert [said.text for said in world.space.ephemerals(ANA)] == seen
    assert world.space.messages(SUPPORT) == []


def test_an_answer_with_blocks_that_break_a_limit_is_a_trouble(slack: FakeSlack) -> None:
    world, _, _ = saying(slack, message(header("x" * 151)))
    world.command("/ai-outcome", "3")
    assert "invalid_blocks" in world.troubles[0]


def test_closing_is_told_only_to_an_app_that_asked(slack: FakeSlack) -> None:
    world, line, view = saying(slack, None)
    world.dismiss(view)
    asked = world.space.show(ANA, {**FORM, "notify_on_close": True})
    world.dismiss(asked, everything=True)
    assert [(heard.payload["type"], heard.payload["is_cleared"]) for heard in line.heard] == [("view_closed", True)]
    assert world.open_view() is None


def test_shortcuts_and_events_carry_what_slack_sends(slack: FakeSlack) -> None:
    world, line, _ = saying(slack, None)
    said = world.space.say(SUPPORT, "Refund done", [], user=ANA)
    world.shortcut("log_outcome_global")
    world.message_shortcut("log_outcome_message", said)
    world.event({"type": "tokens_revoked", "tokens": {"bot": ["U0DENOMBOT"]}})
    assert [heard.payload["type"] for heard in line.heard] == ["shortcut", "message_action", "event_callback"]
    assert line.heard[1].payload["message"]["text"] == "Refund done"
    assert slack.desk.triggers.exchange(line.heard[0].payload["trigger_id"]) == ANA
