"""What the courier does when Slack is busy, fails, refuses or loses its answer, over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.deliveries import MOST_REFUSALS
from bot.facts.alert import Alert
from bot.facts.delivery import Kind, State, alert_key
from bot.facts.org import Org
from bot.facts.periods import Period
from bot.ledger import alerts, directory, orgs
from bot.ledger.db import Database
from bot.surfaces import slack as surface
from tests.handlers.fake_desk import support_digest
from tests.handlers.slack.office import ORG, OWNER
from tests.handlers.slack.postbox import (
    ALERT,
    ANSWERED,
    DIGEST,
    EVE_EMAIL,
    ROWS,
    SIXTY,
    Postbox,
    Queued,
    a_postbox,
    put,
)
from tests.slack.facts import BOT_USER
from tests.slack.faults import FAILED, UNAVAILABLE, Dropped, Error, Fault, LostAnswer, Status
from tests.slack.methods.method import HISTORY
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, ARCHIVED, ELSEWHERE, PRIVATE, SUPPORT

HOUR = 3600
FAULTS: dict[str, Fault] = {"500": FAILED, "503": UNAVAILABLE, "said and lost": LostAnswer(), "dropped": Dropped()}


@pytest.fixture
def box(sqlite_database: Database, slack: FakeSlack) -> Postbox:
    return a_postbox(sqlite_database, slack)


def invite(box: Postbox, channel: str) -> None:
    place = box.slack.space.channels[channel]
    box.slack.space.channels[channel] = replace(place, archived=False, members=place.members | {BOT_USER})


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


def test_a_digest_waits_for_the_invitation_and_its_owner_is_told_once_what_to_type(box: Postbox) -> None:
    """AC-G5."""
    key = box.digest(channel=ELSEWHERE)
    with_owner = box.digest("digest:support:2026-W45", channel=SUPPORT)
    place = box.slack.space.channels[SUPPORT]
    box.slack.space.channels[SUPPORT] = replace(place, members=place.members - {BOT_USER})
    box.carry()
    for _ in range(3):
        box.carry(after=HOUR + 1)
    told = box.slack.space.messages(ANA)
    assert len(told) == 1
    assert "/invite @denominator" in told[0].words
    assert DIGEST.title in told[0].words
    assert len([call for call in box.slack.called("chat.postMessage") if call.args["channel"] == SUPPORT]) == 4
    assert "/invite @denominator" in box.error(key)
    invite(box, SUPPORT)
    invite(box, ELSEWHERE)
    box.carry(after=HOUR + 1)
    assert [len(box.visible(each)) for each in (key, with_owner)] == [1, 1]
    assert (box.error(key), box.error(with_owner)) == ("", "")


@pytest.mark.parametrize(
    ("channel", "words"),
    [(ARCHIVED, "unarchive it"), (ELSEWHERE, "/invite @denominator"), ("C0NOWHERE1", "check its id")],
)
def test_a_refused_digest_is_given_up_after_a_week_and_says_what_to_do(box: Postbox, channel: str, words: str) -> None:
    """AC-G5."""
    key = box.digest(channel=channel)
    for _ in range(MOST_REFUSALS + 3):
        box.carry(after=6 * HOUR + 1)
    assert box.states()[key] is State.FAILED
    assert words in box.error(key)
    assert len(box.slack.called("chat.postMessage")) == MOST_REFUSALS


def test_a_revoked_token_holds_everything_back_and_loses_nothing(box: Postbox) -> None:
    """AC-G5."""
    box.slack.token_error = "token_revoked"
    digest, alert = box.digest(), box.alert()
    box.carry()
    assert "SLACK_BOT_TOKEN" in box.error(digest)
    assert "SLACK_BOT_TOKEN" in box.error(alert)
    box.slack.token_error = None
    box.carry(after=HOUR + 1)
    assert [len(box.visible(key)) for key in (digest, alert)] == [1, 1]


def test_a_weekend_with_a_revoked_token_loses_nothing(box: Postbox) -> None:
    digest, alert = box.digest(), box.alert()
    box.slack.token_error = "token_revoked"
    for _ in range(60):
        box.carry(after=HOUR)
    box.slack.token_error = None
    box.carry(after=HOUR + 1)
    assert [len(box.visible(key)) for key in (digest, alert)] == [1, 1]


def test_an_alert_is_never_given_up(box: Postbox) -> None:
    key = box.alert(email=EVE_EMAIL)
    for _ in range(MOST_REFUSALS + 3):
        box.carry(after=6 * HOUR + 1)
    assert box.states()[key] is State.QUEUED
    eve = next(one for one in box.slack.space.people.values() if one.email == EVE_EMAIL)
    box.slack.space.people[eve.id] = replace(eve, deleted=False)
    box.carry(after=6 * HOUR + 1)
    assert len(box.visible(key)) == 1


def test_a_busy_slack_uses_up_no_patience_with_a_refusal(box: Postbox) -> None:
    key = box.digest(channel=ELSEWHERE)
    for _ in range(MOST_REFUSALS + 3):
        box.slack.faults.add("chat.postMessage", Status(429, retry_after=30))
        box.carry(after=31)
    box.carry(after=31)
    assert box.states()[key] is State.QUEUED
    invite(box, ELSEWHERE)
    box.carry(after=HOUR + 1)
    assert len(box.visible(key)) == 1


def test_an_alert_to_somebody_who_left_says_whose_e_mail_to_check(box: Postbox) -> None:
    key = box.alert(email=EVE_EMAIL)
    box.carry()
    assert box.visible(key) == []
    assert "check it in the org file" in box.error(key)


def answer(box: Postbox) -> str:
    put(box.bot, Queued("answered:a1", Kind.UPDATE, OWNER, ANSWERED, updates="alert:a1"))
    return "answered:a1"


def an_org(box: Postbox, org: Org) -> None:
    with box.bot.database.writing() as connection:
        orgs.save(connection, org, now=box.bot.now(), pseudonym=box.bot.pseudonym)


def test_a_refused_digest_goes_to_the_channel_its_team_has_by_then(sqlite_database: Database, slack: FakeSlack) -> None:
    (team,) = ORG.teams
    box = a_postbox(sqlite_database, slack, replace(ORG, teams=(replace(team, channel=ARCHIVED),)))
    key = box.digest("digest:support:2026-W46", channel=ARCHIVED)
    box.carry()
    assert "unarchive it" in box.error(key)
    an_org(box, replace(ORG, teams=(replace(team, channel=None),)))
    box.carry(after=HOUR + 1)
    assert "give it one in the org file" in box.error(key)
    an_org(box, ORG)
    box.carry(after=HOUR + 1)
    assert [one.channel for one in box.visible(key)] == [SUPPORT]


def test_a_digest_in_doubt_is_looked_for_where_it_was_said(box: Postbox) -> None:
    box.slack.desk.scopes |= HISTORY
    box.slack.faults.add("chat.postMessage", LostAnswer())
    key = box.digest()
    box.carry()
    an_org(box, replace(ORG, teams=(replace(ORG.teams[0], channel=PRIVATE),)))
    box.carry_until_quiet()
    assert [one.channel for one in box.visible(key)] == [SUPPORT]


def test_the_owner_of_a_teams_budget_hears_of_its_refused_digest(sqlite_database: Database, slack: FakeSlack) -> None:
    team = replace(ORG.teams[0], channel=ELSEWHERE)
    box = a_postbox(sqlite_database, slack, replace(ORG, teams=(team,), workflows=(), rules=()))
    box.digest("digest:support:2026-W46", channel=ELSEWHERE)
    box.carry()
    (told,) = slack.space.messages(ANA)
    assert "/invite @denominator" in told.words


@pytest.mark.parametrize(
    ("people", "hears"), [({"delegate": OWNER}, True), ({"approver": OWNER}, True), ({}, False)], ids=str
)
def test_who_stands_behind_an_owner_hears_of_an_alert_that_does_not_reach_them(
    people: dict[str, str], hears: bool, sqlite_database: Database, slack: FakeSlack
) -> None:
    budget = replace(ORG.budgets[0], owner=EVE_EMAIL, **people)
    box = a_postbox(sqlite_database, slack, replace(ORG, budgets=(budget,)))
    now = box.bot.now()
    alert = Alert(
        budget=budget.id,
        period=Period(now.date(), now.date() + timedelta(days=1)),
        rule="A80",
        generation=1,
        amount=budget.amount,
        spent=budget.amount,
        currency=budget.currency,
        owner=box.bot.pseudonym(EVE_EMAIL),
        crossed_at=now,
    )
    with box.bot.database.writing() as connection:
        alerts.record(connection, alert)
    box.alert(alert_key(alert.id, box.bot.pseudonym(EVE_EMAIL)), EVE_EMAIL)
    box.carry()
    box.carry(after=HOUR + 1)
    told = [one.words for one in slack.space.messages(ANA)]
    assert len(told) == hears
    assert all(EVE_EMAIL in words and ALERT.title in words for words in told)


def test_an_update_changes_the_message_that_stands(box: Postbox) -> None:
    box.alert()
    box.carry()
    answer(box)
    box.carry(after=2)
    (only,) = box.slack.space.messages(ANA)
    assert "Answered by Ana." in only.words


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_an_update_in_doubt_is_made_again(box: Postbox, fault: Fault) -> None:
    box.alert()
    box.carry()
    box.slack.faults.add("chat.update", fault)
    answer(box)
    box.carry(after=2)
    box.carry_until_quiet()
    (only,) = box.slack.space.messages(ANA)
    assert "Answered by Ana." in only.words


def test_an_update_of_a_message_that_is_gone_is_posted_anew_and_found_by_the_next(box: Postbox) -> None:
    box.alert()
    box.carry()
    (first,) = box.slack.space.messages(ANA)
    del box.slack.space.said[first.channel, first.ts]
    answer(box)
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
    answer(box)
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
    answer(box)
    box.carry(after=2)
    put(box.bot, Queued("answered:a2", Kind.UPDATE, OWNER, ALERT, updates="alert:a1"))
    box.carry(after=2)
    assert len(box.slack.called("chat.update")) == 1
    box.carry_until_quiet()
    (only,) = box.slack.space.messages(ANA)
    assert ALERT.summary in only.words
    assert len(box.slack.called("chat.update")) == 3


def test_an_id_that_is_no_longer_the_persons_is_asked_for_again(box: Postbox) -> None:
    with box.bot.database.writing() as connection:
        directory.remember_slack_id(connection, box.bot.pseudonym(OWNER), "U0OLDGONE1")
    key = box.alert()
    box.carry()
    assert [one.channel for one in box.visible(key)] == [one.channel for one in box.slack.space.messages(ANA)]
    assert len(box.visible(key)) == 1


def test_a_person_whose_id_and_e_mail_nobody_has_is_not_said_to_need_an_invitation(box: Postbox) -> None:
    with box.bot.database.writing() as connection:
        directory.remember_slack_id(connection, box.bot.pseudonym(EVE_EMAIL), "U0OLDGONE1")
    key = box.alert(email=EVE_EMAIL)
    box.carry()
    with box.bot.database.reading() as connection:
        listed = directory.find(connection, box.bot.pseudonym(EVE_EMAIL))
    assert listed is not None
    assert listed.slack_id is None
    assert "/invite" not in box.error(key)
    assert "check it in the org file" in box.error(key)


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


CLASSIC = {"header", "section", "context", "rich_text", "actions", "divider"}


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
