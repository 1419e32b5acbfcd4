"""How the courier says things: when Slack is busy, in order, at its pace, in the blocks a workspace has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.facts.delivery import Kind, State
from bot.ledger.db import Database
from bot.surfaces import slack as surface
from tests.handlers.fake_desk import support_digest
from tests.handlers.slack.office import OWNER
from tests.handlers.slack.postbox import (
    ALERT,
    FAULTS,
    ROWS,
    SIXTY,
    Postbox,
    Queued,
    a_postbox,
    put,
    put_answer,
)
from tests.slack.faults import Error, Fault, Status
from tests.slack.methods.method import HISTORY
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, SUPPORT

CLASSIC = {"header", "section", "context", "rich_text", "actions", "divider"}


def test_what_slack_is_too_busy_for_is_said_after_the_time_it_asked_for(box: Postbox) -> None:
    box.slack.faults.add("chat.postMessage", Status(429, retry_after=30))
    key = box.digest()
    box.carry()
    assert box.visible(key) == []
    box.carry(after=28)
    assert len(box.slack.called("chat.postMessage")) == 1
    box.carry(after=4)
    assert len(box.visible(key)) == 1
    assert box.states()[key] is State.SENT


def test_what_never_reached_slack_is_said_later(sqlite_database: Database, slack: FakeSlack) -> None:
    box = a_postbox(sqlite_database, slack)
    out_of_reach = surface.Slack(surface.client("xoxb-1-denominator", "http://127.0.0.1:9/api/"))
    away = Postbox(replace(box.bot, voices={"slack": out_of_reach}), slack)
    key = box.digest()
    away.carry()
    assert box.states()[key] is State.QUEUED
    assert "could not be reached" in box.error(key)
    box.carry(after=60)
    assert box.states()[key] is State.SENT
    assert len(box.visible(key)) == 1


def test_an_update_changes_the_message_that_stands(box: Postbox) -> None:
    box.alert()
    box.carry()
    put_answer(box)
    box.carry(after=2)
    (only,) = box.slack.space.messages(ANA)
    assert "Answered by Ana." in only.words


def test_an_update_of_a_message_that_is_gone_is_posted_anew_and_found_by_the_next(box: Postbox) -> None:
    box.alert()
    box.carry()
    (first,) = box.slack.space.messages(ANA)
    del box.slack.space.said[first.channel, first.ts]
    put_answer(box)
    box.carry(after=2)
    (anew,) = box.slack.space.messages(ANA)
    assert "Answered by Ana." in anew.words
    put(box.bot, Queued("answered:a2", Kind.UPDATE, OWNER, ALERT, updates="alert:a1"))
    box.carry(after=2)
    (last,) = box.slack.space.messages(ANA)
    assert (last.ts, ALERT.summary in last.words) == (anew.ts, True)


def test_an_answer_waits_until_its_alert_was_said(box: Postbox) -> None:
    box.slack.faults.add("chat.postMessage", Status(429, retry_after=60))
    box.alert()
    box.carry()
    put_answer(box)
    box.carry(after=5)
    assert box.slack.space.messages(ANA) == []
    box.carry(after=60)
    box.carry(after=2)
    (only,) = box.slack.space.messages(ANA)
    assert "Answered by Ana." in only.words


def test_a_later_answer_waits_for_the_earlier_and_stands_in_the_end(box: Postbox) -> None:
    box.alert()
    box.carry()
    box.slack.faults.add("chat.update", Status(429, retry_after=30))
    put_answer(box)
    box.carry(after=2)
    put(box.bot, Queued("answered:a2", Kind.UPDATE, OWNER, ALERT, updates="alert:a1"))
    box.carry(after=2)
    assert len(box.slack.called("chat.update")) == 1
    box.carry_until_quiet()
    (only,) = box.slack.space.messages(ANA)
    assert ALERT.summary in only.words
    assert len(box.slack.called("chat.update")) == 3


def test_a_channel_hears_one_message_a_second(box: Postbox) -> None:
    box.slack.desk.paced = True
    keys = [box.digest(f"digest:support:2026-W{week}") for week in range(40, 46)]
    said = []
    for _ in keys:
        box.carry(after=1.01)
        said.append(sum(len(box.visible(key)) for key in keys))
    assert said == [1, 2, 3, 4, 5, 6]
    assert all(call.status == 200 for call in box.slack.called("chat.postMessage"))


@pytest.mark.parametrize("fault", [None, *FAULTS.values()], ids=["no fault", *FAULTS.keys()])
def test_a_digest_of_sixty_teams_is_a_parent_and_its_thread_and_leaves_no_team_out(
    box: Postbox, fault: Fault | None
) -> None:
    """AC-K3, and nothing of it twice when an answer is lost on the way."""
    box.slack.desk.paced = True
    box.slack.desk.scopes |= HISTORY
    if fault is not None:
        box.slack.faults.add("chat.postMessage", fault, call=2)
    box.digest(message=SIXTY)
    box.carry()
    box.carry_until_quiet()
    parent, *replies = box.slack.space.messages(SUPPORT)
    assert len(replies) >= 2
    assert all(reply.thread_ts == parent.ts for reply in replies)
    assert [block["type"] for block in parent.blocks].count("actions") == 1
    words = "\n".join(one.words for one in (parent, *replies))
    for team, *_ in ROWS:
        assert words.count(f"{team}\n") == words.count(f"{team}:") == 1
    assert {state.value for state in box.states().values()} == {"sent"}
    for one in (parent, *replies):
        assert len(one.words) < 13_000
        assert len(one.blocks) <= 50
        assert len(one.text) <= 4_000


@pytest.mark.parametrize(
    ("lacking", "shown", "steps"),
    [
        ({"data_visualization"}, "table", 1),
        ({"data_visualization", "table"}, "section", 2),
    ],
    ids=["no charts", "no tables"],
)
def test_what_blocks_a_workspace_lacks_is_found_out_once(
    box: Postbox, lacking: set[str], shown: str, steps: int
) -> None:
    box.slack.desk.unsupported |= lacking
    for week in (45, 46):
        box.digest(f"digest:support:2026-W{week}", support_digest())
        box.carry(after=2)
    for one in box.slack.space.messages(SUPPORT):
        types = {block["type"] for block in one.blocks}
        assert shown in types
        assert not types & lacking
        assert "$14.70" in one.words
    said = [call.answer["ok"] for call in box.slack.called("chat.postMessage") if call.answer]
    assert said == [False] * steps + [True, True]


def test_one_refusal_of_blocks_that_are_taken_the_next_moment_says_nothing_about_the_workspace(box: Postbox) -> None:
    box.slack.faults.add("chat.postMessage", Error("invalid_blocks"))
    box.digest("digest:support:2026-W45")
    box.carry()
    box.digest(message=support_digest())
    box.carry(after=2)
    *_, rich = box.slack.space.messages(SUPPORT)
    assert "data_visualization" in {block["type"] for block in rich.blocks}


def test_a_message_whose_blocks_are_all_refused_is_said_as_text_and_the_next_one_in_blocks(box: Postbox) -> None:
    box.slack.desk.unsupported |= CLASSIC
    box.digest(message=support_digest())
    box.carry()
    box.slack.desk.unsupported.clear()
    box.alert()
    box.carry()
    (digest,) = box.slack.space.messages(SUPPORT)
    (alert,) = box.slack.space.messages(ANA)
    assert digest.blocks == ()
    assert "$14.70" in digest.text
    assert alert.blocks
