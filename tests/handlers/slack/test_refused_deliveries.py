"""What the courier does when Slack refuses a message, and who hears of it, over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.deliveries import MOST_REFUSALS
from bot.facts.alert import Alert
from bot.facts.delivery import State, alert_key
from bot.facts.periods import Period
from bot.ledger import alerts, directory
from bot.ledger.db import Database
from tests.handlers.slack.office import ORG, OWNER
from tests.handlers.slack.postbox import (
    ALERT,
    DIGEST,
    EVE_EMAIL,
    HOUR,
    Postbox,
    a_postbox,
    put_org,
)
from tests.slack.facts import BOT_USER
from tests.slack.faults import Status
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, ARCHIVED, ELSEWHERE, SUPPORT


def invite(box: Postbox, channel: str) -> None:
    place = box.slack.space.channels[channel]
    box.slack.space.channels[channel] = replace(place, archived=False, members=place.members | {BOT_USER})


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


def test_a_refused_digest_goes_to_the_channel_its_team_has_by_then(sqlite_database: Database, slack: FakeSlack) -> None:
    (team,) = ORG.teams
    box = a_postbox(sqlite_database, slack, replace(ORG, teams=(replace(team, channel=ARCHIVED),)))
    key = box.digest("digest:support:2026-W46", channel=ARCHIVED)
    box.carry()
    assert "unarchive it" in box.error(key)
    put_org(box, replace(ORG, teams=(replace(team, channel=None),)))
    box.carry(after=HOUR + 1)
    assert "give it one in the org file" in box.error(key)
    put_org(box, ORG)
    box.carry(after=HOUR + 1)
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
