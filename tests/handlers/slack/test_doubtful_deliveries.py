"""What the courier does when an answer of Slack is lost and nobody knows whether a message was said, over real HTTP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.deliveries import MOST_REPEATS
from bot.facts.delivery import State
from bot.surfaces import slack as surface
from tests.handlers.slack.office import ORG
from tests.handlers.slack.postbox import (
    FAULTS,
    HOUR,
    SIXTY,
    Postbox,
    put_answer,
    put_org,
)
from tests.slack.faults import FAILED, UNAVAILABLE, Dropped, Error, Fault, LostAnswer, Status
from tests.slack.methods.method import HISTORY
from tests.slack.workspace import ANA, PRIVATE, SUPPORT


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("kind", ["digest", "alert"])
def test_with_history_scopes_a_lost_answer_is_looked_for_and_nothing_is_said_twice(
    box: Postbox, fault: Fault, kind: str
) -> None:
    box.slack.desk.scopes |= HISTORY
    box.slack.faults.add("chat.postMessage", fault)
    key = box.digest() if kind == "digest" else box.alert()
    box.carry()
    box.carry_until_quiet()
    assert len(box.visible(key)) == 1
    assert box.states()[key] is State.SENT


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_without_history_scopes_a_digest_in_doubt_is_not_said_again_and_an_alert_is(box: Postbox, fault: Fault) -> None:
    box.slack.faults.add("chat.postMessage", fault, times=2)
    digest, alert = box.digest(), box.alert()
    box.carry()
    box.carry_until_quiet()
    was_said = isinstance(fault, LostAnswer)
    assert len(box.visible(digest)) == (1 if was_said else 0)
    assert box.states()[digest] is State.UNKNOWN
    assert "not said again" in box.error(digest)
    assert len(box.visible(alert)) == (2 if was_said else 1)
    assert box.states()[alert] is State.SENT


def test_an_alert_whose_answer_is_always_lost_is_said_twice_and_holds_up_no_other(box: Postbox) -> None:
    box.slack.faults.add("chat.postMessage", LostAnswer())
    lost = box.alert()
    box.carry()
    other = box.alert("alert:a2")
    box.carry(after=5)
    assert box.states()[other] is State.SENT
    box.carry(after=300)
    assert len(box.visible(lost)) == 1
    for _ in range(40):
        box.slack.faults.add("chat.postMessage", LostAnswer())
        box.carry(after=60)
    assert len(box.visible(lost)) == 2
    assert box.states()[lost] is State.UNKNOWN
    assert "ask whether it came" in box.error(lost)


def test_a_first_message_to_a_person_that_is_lost_again_and_again_is_seen_once_where_it_can_be_looked_for(
    box: Postbox,
) -> None:
    box.slack.desk.scopes |= HISTORY
    box.slack.faults.add("chat.postMessage", LostAnswer(), times=4)
    key = box.alert()
    box.carry_until_quiet()
    assert len(box.slack.called("chat.postMessage")) == 5
    assert len(box.visible(key)) == 1
    assert box.states()[key] is State.SENT


def test_no_person_is_told_for_ever_what_slack_never_confirms(box: Postbox) -> None:
    box.slack.desk.scopes |= HISTORY
    box.slack.faults.add("chat.postMessage", LostAnswer(), times=None)
    key = box.alert()
    box.carry_until_quiet()
    assert len(box.visible(key)) == 1 + MOST_REPEATS
    assert box.states()[key] is State.UNKNOWN


def test_an_alert_in_doubt_is_not_said_again_into_an_outage(box: Postbox) -> None:
    for method in ("chat.postMessage", "auth.test"):
        box.slack.faults.add(method, UNAVAILABLE, times=None)
    key = box.alert()
    for _ in range(60):
        box.carry(after=60)
    assert len(box.slack.called("chat.postMessage")) == 1
    box.slack.faults.heal()
    box.carry(after=120)
    assert len(box.visible(key)) == 1
    assert box.states()[key] is State.SENT


def test_a_search_that_did_not_reach_the_attempt_repeats_no_digest(
    box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surface, "_PAGE", 3)
    box.slack.desk.scopes |= HISTORY
    box.slack.faults.add("chat.postMessage", LostAnswer())
    key = box.digest()
    box.carry()
    for number in range(70):
        box.slack.space.say(SUPPORT, f"Message {number}", [], user=ANA)
    box.carry_until_quiet()
    assert len(box.visible(key)) == 1
    assert box.states()[key] is State.UNKNOWN


def test_a_search_reads_only_what_was_said_since_the_attempt(box: Postbox) -> None:
    box.slack.desk.scopes |= HISTORY
    box.slack.faults.add("chat.postMessage", Status(429, retry_after=1800))
    key = box.digest()
    box.carry()
    for number in range(30):
        box.slack.space.say(SUPPORT, f"Message {number}", [], user=ANA)
    box.slack.faults.add("chat.postMessage", LostAnswer())
    box.carry(after=1801)
    spoken_at = box.slack.clock()
    box.carry_until_quiet()
    assert len(box.visible(key)) == 1
    (search,) = box.slack.called("conversations.history")
    assert float(search.args["oldest"]) == pytest.approx(spoken_at - 60, abs=1)


def test_a_message_is_found_behind_all_that_people_wrote_since(box: Postbox) -> None:
    box.slack.desk.scopes |= HISTORY
    box.slack.faults.add("chat.postMessage", LostAnswer())
    key = box.digest()
    box.carry()
    for number in range(70):
        box.slack.space.say(SUPPORT, f"Message {number}", [], user=ANA)
    box.carry_until_quiet()
    assert len(box.visible(key)) == 1


def test_a_doubt_stays_while_nobody_can_look(box: Postbox) -> None:
    box.slack.desk.scopes |= HISTORY
    box.slack.faults.add("chat.postMessage", LostAnswer())
    key = box.digest()
    box.carry()
    for fault in (Status(429, retry_after=5), FAILED, Dropped(), Error("token_revoked")):
        box.slack.faults.add("conversations.history", fault)
        box.carry(after=HOUR)
        assert box.states()[key] is State.SENDING
    box.carry_until_quiet()
    assert len(box.visible(key)) == 1
    assert box.states()[key] is State.SENT


def test_a_scope_for_other_channels_is_no_scope(box: Postbox) -> None:
    """A private channel has the id of a public one; its history needs another scope."""
    box.slack.desk.scopes |= {"channels:history"}
    box.slack.faults.add("chat.postMessage", LostAnswer())
    key = box.digest(channel=PRIVATE)
    box.carry()
    box.carry_until_quiet()
    assert len(box.visible(key)) == 1
    assert box.states()[key] is State.UNKNOWN


def test_a_digest_in_doubt_is_looked_for_where_it_was_said(box: Postbox) -> None:
    box.slack.desk.scopes |= HISTORY
    box.slack.faults.add("chat.postMessage", LostAnswer())
    key = box.digest()
    box.carry()
    put_org(box, replace(ORG, teams=(replace(ORG.teams[0], channel=PRIVATE),)))
    box.carry_until_quiet()
    assert [one.channel for one in box.visible(key)] == [SUPPORT]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_an_update_in_doubt_is_made_again(box: Postbox, fault: Fault) -> None:
    box.alert()
    box.carry()
    box.slack.faults.add("chat.update", fault)
    put_answer(box)
    box.carry(after=2)
    box.carry_until_quiet()
    (only,) = box.slack.space.messages(ANA)
    assert "Answered by Ana." in only.words


def test_a_lost_thread_is_made_whole_without_a_second_parent(box: Postbox) -> None:
    """AC-K3: without history scopes a reply in doubt is not said again, and the others still are."""
    box.slack.faults.add("chat.postMessage", LostAnswer(), call=2)
    box.digest(message=SIXTY)
    box.carry()
    box.carry_until_quiet()
    parent, *replies = box.slack.space.messages(SUPPORT)
    assert parent.thread_ts is None
    assert len(replies) == len(surface.parts(SIXTY)) - 1
    assert sorted(box.states().values()) == sorted([*[State.SENT] * len(replies), State.UNKNOWN])
