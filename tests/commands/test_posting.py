"""What commands say on Slack now, because somebody asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from bot import app, deliveries
from bot.bills import import_csv
from bot.commands import budgets, digest, posting
from bot.errors import DenominatorError, SurfaceError, UsageError
from bot.facts.delivery import State
from bot.facts.org import Team
from bot.facts.periods import DAY, Period, week_of
from bot.ledger import sources, store
from bot.ledger.db import Database
from bot.runtime import Bot
from tests.factories import a_charge, a_scope
from tests.handlers.slack.office import ORG, a_bot
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, ELSEWHERE, SUPPORT

KEY = "digest:support:2026-W46"


@pytest.fixture
def bot(sqlite_database: Database, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bot]:
    bot = a_bot(sqlite_database, slack)
    monkeypatch.setattr(app, "build", lambda **_: bot)
    monkeypatch.setattr(posting, "_PAUSE_SECONDS", 0.1)
    yield bot
    bot.database.close()


def typed(command: Any, *words: str, error: type[DenominatorError] | None = None) -> Result:
    with capture_logs():
        done = CliRunner().invoke(command, words)
    if error is None:
        assert done.exception is None, done.exception
    else:
        assert isinstance(done.exception, error), done.exception
    return done


def spend(bot: Bot, amount: str) -> None:
    now = bot.now()
    with bot.database.writing() as connection:
        number = store.connection_id(connection, "openai", "openai", now=now)
        store.replace(
            connection,
            connections={"openai": number},
            scopes=[a_scope(now.date())],
            charges=[(a_scope(now.date()), a_charge(amount, day=now.date(), sub_account="proj_support"))],
            now=now,
            pseudonym=bot.pseudonym,
        )
        sources.note_success(connection, number, week_of(now.date()).period, now=now, as_of=None)


def spend_daily(bot: Bot, amount: str, *, days: int) -> None:
    """So much on each of the last days up to today, for the support team, and on no other day of them."""
    now = bot.now()
    window = Period(now.date() - DAY * (days - 1), now.date() + DAY)
    with bot.database.writing() as connection:
        number = store.connection_id(connection, "openai", "openai", now=now)
        charges = [(a_scope(day), a_charge(amount, day=day, sub_account="proj_support")) for day in window.days()]
        store.replace(
            connection,
            connections={"openai": number},
            scopes=[a_scope(day) for day in window.days()],
            charges=charges,
            now=now,
            pseudonym=bot.pseudonym,
        )
        sources.note_success(connection, number, window, now=now, as_of=None)


def test_a_digest_is_posted_in_its_teams_channel_once_however_often_it_is_asked_for(bot: Bot, slack: FakeSlack) -> None:
    first = typed(digest.command, "--team", "support", "--post")
    assert "Support EU · week 46" in first.stdout
    assert f"Support EU: posted in {SUPPORT}" in first.stderr
    spend(bot, "9")
    again = typed(digest.command, "--all", "--post")
    assert again.stdout == first.stdout
    assert len(slack.space.messages(SUPPORT)) == 1


def test_without_post_nothing_is_published(bot: Bot, slack: FakeSlack) -> None:
    typed(digest.command, "--team", "support")
    with bot.database.reading() as connection:
        assert deliveries.counts(connection) == {}
    assert slack.space.messages(SUPPORT) == []


@pytest.mark.parametrize("settle", [deliveries.failed, deliveries.unknown])
def test_a_digest_that_failed_or_that_nobody_knows_of_is_posted_when_asked(
    bot: Bot, slack: FakeSlack, settle: Any
) -> None:
    typed(digest.command, "--team", "support", "--post")
    slack.space.said.clear()
    with bot.database.writing() as connection:
        settle(connection, KEY, "not heard", now=bot.now())
    with bot.database.reading() as connection:
        assert State.SENT not in deliveries.counts(connection)
    typed(digest.command, "--team", "support", "--post")
    assert len(slack.space.messages(SUPPORT)) == 1


def test_a_channel_the_app_is_not_in_is_said_with_what_to_type(
    sqlite_database: Database, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    org = replace(ORG, teams=(Team(slug="support", name="Support EU", channel=ELSEWHERE),))
    outside = a_bot(sqlite_database, slack, org)
    monkeypatch.setattr(app, "build", lambda **_: outside)
    done = typed(digest.command, "--team", "support", "--post", error=SurfaceError)
    assert "/invite @denominator" in done.stderr
    assert "1 of 1 digests were not posted" in str(done.exception)


def test_without_a_voice_or_a_channel_nothing_can_be_posted(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "build", lambda **_: replace(bot, voices={}, speaks_on=None))
    done = typed(digest.command, "--team", "support", "--post", error=UsageError)
    assert "set SLACK_BOT_TOKEN" in str(done.exception)


def test_budgets_are_listed_with_what_was_spent_and_what_is_not_known(bot: Bot) -> None:
    (unread,) = json.loads(typed(budgets.command, "list", "--json").stdout)["budgets"]
    assert (unread["budget"], unread["spent"]) == ("team:support:month:USD", None)
    assert unread["not_judged"] == "no provider has been read yet"
    spend(bot, "85.5")
    (state,) = json.loads(typed(budgets.command, "list", "--json").stdout)["budgets"]
    assert (state["spent"], state["amount"], state["currency"]) == ("85.5", "100", "USD")
    assert (state["since"], state["until"], state["not_judged"]) == ("2026-11-01", "2026-12-01", None)
    assert "$85.50  $100.00   85%" in typed(budgets.command, "list").stdout


def test_budgets_are_listed_with_how_they_are_likely_to_end(bot: Bot) -> None:
    spend(bot, "85")
    (state,) = json.loads(typed(budgets.command, "list", "--json").stdout)["budgets"]
    assert (state["outlook"], state["no_outlook"]) == (None, "no day of openai is complete yet")
    assert "no day of openai is complete yet" in typed(budgets.command, "list").stdout
    spend_daily(bot, "2", days=12)
    (state,) = json.loads(typed(budgets.command, "list", "--json").stdout)["budgets"]
    assert (state["outlook"], state["no_outlook"]) == (None, "too early")
    assert "too early" in typed(budgets.command, "list").stdout
    spend_daily(bot, "5", days=40)
    (state,) = json.loads(typed(budgets.command, "list", "--json").stdout)["budgets"]
    outlook = state["outlook"]
    assert (outlook["through"], outlook["expected"], state["no_outlook"]) == ("2026-11-17", "150", None)
    assert (outlook["is_default"], outlook["past_errors"]) == (True, None)
    assert outlook["runs_out"]["expected"] == "2026-11-20"
    listed = typed(budgets.command, "list").stdout
    assert "likely finish" in listed
    assert f"$150  ${Decimal(outlook['low']):.0f} to ${Decimal(outlook['high']):.0f}" in listed


def test_budgets_say_which_bill_their_outlook_waits_for(bot: Bot, tmp_path: Path) -> None:
    spend_daily(bot, "1", days=40)
    bill = tmp_path / "october.csv"
    bill.write_text("date,provider,amount,currency,project\n2026-10-30,openai,9,USD,proj_support\n")
    import_csv(bot.database, [bill], now=bot.now(), pseudonym=bot.pseudonym)
    (state,) = json.loads(typed(budgets.command, "list", "--json").stdout)["budgets"]
    assert (state["outlook"], state["no_outlook"]) == (None, "the bill csv:openai ends on 31 Oct 2026")
    assert state["not_judged"] is None
    assert "the bill csv:openai ends on 31 Oct 2026" in typed(budgets.command, "list").stdout


def test_a_crossing_is_recorded_once_and_its_owner_told_when_asked(bot: Bot, slack: FakeSlack) -> None:
    spend(bot, "85")
    first = json.loads(typed(budgets.command, "check", "--post", "--json").stdout)
    assert [one["says"] for one in first["crossed"]] == ["Support EU has used 85% of its November budget"]
    assert len(slack.space.messages(ANA)) == 1
    assert json.loads(typed(budgets.command, "check", "--post", "--json").stdout)["crossed"] == []
    assert "Nothing crossed." in typed(budgets.command, "check").stdout
    assert len(slack.space.messages(ANA)) == 1


def test_a_check_that_cannot_be_posted_is_refused_before_anything_is_recorded(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    spend(bot, "85")
    monkeypatch.setattr(app, "build", lambda **_: replace(bot, voices={}, speaks_on=None))
    done = typed(budgets.command, "check", "--post", error=UsageError)
    assert "set SLACK_BOT_TOKEN" in str(done.exception)
    assert len(json.loads(typed(budgets.command, "check", "--json").stdout)["crossed"]) == 1


def test_an_alert_that_waits_after_a_refusal_is_told_at_once_when_asked(bot: Bot, slack: FakeSlack) -> None:
    spend(bot, "85")
    slack.token_error = "token_revoked"
    done = typed(budgets.command, "check", "--post", error=SurfaceError)
    assert "SLACK_BOT_TOKEN" in str(done.exception)
    slack.token_error = None
    typed(budgets.command, "check", "--post")
    assert len(slack.space.messages(ANA)) == 1


def test_a_crossing_that_is_not_posted_waits_for_the_worker(bot: Bot, slack: FakeSlack) -> None:
    spend(bot, "85")
    assert "Crossed: Support EU has used 85%" in typed(budgets.command, "check").stdout
    assert slack.space.messages(ANA) == []
    with bot.database.reading() as connection:
        assert deliveries.counts(connection) == {State.QUEUED: 1}


def test_a_check_of_what_cannot_be_judged_does_not_say_that_nothing_crossed(bot: Bot) -> None:
    assert typed(budgets.command, "check").stdout.endswith("\nNone was judged.\n")
