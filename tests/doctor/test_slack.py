from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot import deliveries
from bot.doctor import Check, examine
from bot.facts.delivery import Kind
from bot.facts.message import Message
from bot.facts.org import Org, Team
from bot.ledger.db import Database
from bot.runtime import Bot
from tests.handlers.slack.office import ORG, OWNER, a_bot
from tests.slack.faults import Status
from tests.slack.methods.method import HISTORY, READING
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ARCHIVED, ELSEWHERE, SECRET, SUPPORT

Open = Callable[[Org], Bot]


@pytest.fixture
def opened(sqlite_database: Database, slack: FakeSlack) -> Open:
    return lambda org: a_bot(sqlite_database, slack, org)


def said(bot: Bot) -> dict[str, Check]:
    return {check.name: check for check in examine(bot)}


def of_slack(bot: Bot) -> list[str]:
    """What is wrong with anything but providers and the organisation."""
    places = ("slack", "team", "delivery", "budget owner")
    return [
        check.says
        for check in examine(bot)
        if check.name.startswith(places) and not check.ok and "lists no" not in check.says
    ]


def test_slack_in_order_is_said_to_be_so_with_what_it_works_without(opened: Open, slack: FakeSlack) -> None:
    bot = opened(ORG)
    assert of_slack(bot) == []
    found = said(bot)
    assert "works without channels:history, channels:read" in found["slack"].says
    assert "over a socket" in found["slack hears"].says
    slack.desk.scopes |= HISTORY | READING
    assert said(opened(ORG))["slack"].says == "Slack answers and grants what is needed."


def test_a_scope_that_is_missing_is_named_with_the_way_to_it(opened: Open, slack: FakeSlack) -> None:
    slack.desk.scopes -= {"users:read.email"}
    check = said(opened(ORG))["slack"]
    assert not check.ok
    assert "lacks users:read.email; paste denominator manifest" in check.says


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
def test_a_token_that_slack_refuses_names_its_setting_once(opened: Open, slack: FakeSlack, code: str) -> None:
    slack.token_error = code
    (sentence,) = of_slack(opened(ORG))
    assert "SLACK_BOT_TOKEN" in sentence


def test_slack_being_down_is_said_once_and_stops_nothing_else(opened: Open, slack: FakeSlack) -> None:
    slack.faults.add("auth.test", Status(503))
    bot = opened(ORG)
    assert len(of_slack(bot)) == 1
    assert said(bot)["database"].ok


def test_a_bot_that_can_speak_and_not_hear_is_told_so(opened: Open) -> None:
    bot = opened(ORG)
    deaf = replace(
        bot, settings=bot.settings.model_copy(update={"slack_app_token": None, "slack_signing_secret": None})
    )
    assert of_slack(deaf) == ["Nothing typed in Slack is heard; set SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET for HTTP."]


def test_a_team_with_a_digest_and_no_channel_is_named(opened: Open) -> None:
    (sentence,) = of_slack(opened(replace(ORG, teams=(Team(slug="support", name="Support EU"),))))
    assert sentence.startswith("Support EU has no channel, so its digest is posted nowhere")


def test_a_budget_whose_owner_is_not_on_slack_cannot_be_told(opened: Open) -> None:
    """AC-G1."""
    stranger = replace(ORG, budgets=(replace(ORG.budgets[0], owner="eve.adler@acme.example"),))
    (sentence,) = of_slack(opened(stranger))
    assert sentence.startswith("eve.adler@acme.example owns a budget and cannot be told: Slack says nobody")


def test_a_budget_whose_owner_left_the_directory_is_named(opened: Open) -> None:
    """AC-G1."""
    bot = opened(ORG)
    elsewhere = replace(bot, pseudonym=lambda person: f"other {person}")
    (sentence,) = of_slack(elsewhere)
    assert sentence.startswith(f"{OWNER} owns a budget and is not in the directory")


def test_a_budget_is_not_watched_silently_while_slack_is_off(opened: Open) -> None:
    """AC-G1."""
    bot = replace(opened(ORG), voices={}, speaks_on=None)
    assert of_slack(bot) == ["Budgets are watched, but nobody is told while Slack is off; set SLACK_BOT_TOKEN."]
    assert of_slack(replace(opened(replace(ORG, budgets=())), voices={}, speaks_on=None)) == []


def test_what_could_not_be_delivered_is_said_with_its_reason(opened: Open) -> None:
    bot = opened(ORG)
    with bot.database.writing() as connection:
        for key in ("digest:a:2026-W46", "digest:b:2026-W46"):
            deliveries.queue(
                connection,
                key,
                kind=Kind.DIGEST,
                surface="slack",
                target="C1",
                message=Message("Title", "Summary", ()),
                now=bot.now(),
            )
        deliveries.failed(connection, "digest:a:2026-W46", "type /invite @denominator there", now=bot.now())
    assert of_slack(bot) == ["digest:a:2026-W46 was given up: type /invite @denominator there."]


@pytest.mark.parametrize(
    ("channel", "words"),
    [(ELSEWHERE, "/invite @denominator"), (ARCHIVED, "unarchive it"), (SECRET, "type /invite"), (SUPPORT, None)],
)
def test_a_channel_that_the_app_cannot_post_in_is_told_with_what_to_type(
    opened: Open, slack: FakeSlack, channel: str, words: str | None
) -> None:
    """AC-G5, before anything is refused; without the scopes to look, nothing is said."""
    org = replace(ORG, teams=(replace(ORG.teams[0], channel=channel),))
    assert of_slack(opened(org)) == []
    slack.desk.scopes |= READING
    found = of_slack(opened(org))
    assert len(found) == (0 if words is None else 1)
    assert all("Support EU's digest cannot be posted" in each and (words or "") in each for each in found)
    assert slack.called("chat.postMessage") == []
