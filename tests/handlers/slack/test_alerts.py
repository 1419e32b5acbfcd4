"""What the owner of a budget hears, however often it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import courier, jobs
from bot.facts.periods import DAY, Period
from bot.ledger import sources, store
from bot.ledger.db import Database
from bot.runtime import Bot
from handlers import justify
from tests.factories import NOW, a_charge, a_scope
from tests.handlers.slack.office import OWNER, Office, a_bot, a_worker
from tests.handlers.slack.test_conversations import spend
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA
from tests.slack.world import World

CHECKS, RESTARTED_EACH, RESTATED_EACH = 1000, 100, 50


def test_a_crossing_looked_at_a_thousand_times_restated_and_restarted_is_told_once(
    sqlite_database: Database, slack: FakeSlack
) -> None:
    """AC-F2, AC-F3."""
    began = slack.clock()

    def now() -> datetime:  # a budget is not judged on the first day of its month
        return NOW + timedelta(seconds=slack.clock() - began)

    bot = a_bot(sqlite_database, slack, now=now)
    told = []
    for number in range(CHECKS):
        if number % RESTARTED_EACH == 0:
            bot.database.close()
            url = sqlite_database.url.render_as_string(hide_password=False)
            bot = a_worker(url, slack.url, now=now)
        if number % RESTATED_EACH == 0:
            down = number // RESTATED_EACH % 2
            spend(Office(bot, World(slack, line=None)), "40" if down else "85")  # type: ignore[arg-type]
        told += jobs.check_budgets(bot)
        slack.clock.advance(1)
        courier.carry_all(bot)
    bot.database.close()
    assert len(told) == 1
    (only,) = slack.space.messages(ANA)
    assert "85%" in only.words


@pytest.fixture
def bot(sqlite_database: Database, slack: FakeSlack) -> Iterator[Bot]:
    began = slack.clock()
    bot = a_bot(sqlite_database, slack, now=lambda: NOW + timedelta(seconds=slack.clock() - began))
    yield bot
    bot.database.close()


def spent(bot: Bot, slack: FakeSlack, amount: str) -> None:
    spend(Office(bot, World(slack, line=None)), amount)  # type: ignore[arg-type]


def test_what_was_crossed_while_slack_was_off_is_told_once_it_is_on_and_the_highest_says_it_all(
    bot: Bot, slack: FakeSlack
) -> None:
    off = replace(bot, voices={}, speaks_on=None)
    for amount in ("85", "105"):
        spent(bot, slack, amount)
        assert len(jobs.check_budgets(off)) == 1
    for _ in range(3):
        assert jobs.check_budgets(bot) == []
        slack.clock.advance(2)
        courier.carry_all(bot)
    (only,) = slack.space.messages(ANA)
    assert "105%" in only.words


def test_what_was_crossed_while_slack_was_off_and_holds_no_longer_is_not_told(bot: Bot, slack: FakeSlack) -> None:
    spent(bot, slack, "85")
    jobs.check_budgets(replace(bot, voices={}, speaks_on=None))
    spent(bot, slack, "40")
    jobs.check_budgets(bot)
    courier.carry_all(bot)
    assert slack.space.messages(ANA) == []


def test_what_the_last_day_of_a_month_crossed_is_told_though_it_is_read_in_the_next(bot: Bot, slack: FakeSlack) -> None:
    last_evening, next_noon = (datetime(2026, month, day, 13, tzinfo=UTC) for month, day in ((11, 30), (12, 1)))
    late = replace(bot, now=lambda: last_evening)
    spent(late, slack, "105")
    for at in (next_noon, next_noon + timedelta(minutes=15)):
        bot = replace(bot, now=lambda at=at: at)  # type: ignore[misc]
        jobs.check_budgets(bot)
        slack.clock.advance(2)
        courier.carry_all(bot)
    (only,) = slack.space.messages(ANA)
    assert "November has ended" in only.words
    assert "105%" in only.words


LIKELY = datetime(2026, 11, 12, 10, tzinfo=UTC)


def spent_daily(bot: Bot, amount: str, until: date) -> None:
    """So much on each day from October up to that day, for the support team."""
    now, window = bot.now(), Period(date(2026, 10, 1), until + DAY)
    with bot.database.writing() as connection:
        number = store.connection_id(connection, "openai", "openai", now=now)
        store.replace(
            connection,
            connections={"openai": number},
            scopes=[a_scope(day) for day in window.days()],
            charges=[(a_scope(day), a_charge(amount, day=day, sub_account="proj_support")) for day in window.days()],
            now=now,
            pseudonym=bot.pseudonym,
        )
        sources.note_success(connection, number, window, now=now, as_of=None)


def looked_at(bot: Bot, slack: FakeSlack, days: Sequence[int]) -> list[str]:
    """What a worker that looks every six hours, and is started anew every day, tells in all."""
    told = []
    for number in days:
        for hour in (1, 7, 13, 19):
            at = datetime(2026, 11, number, hour, tzinfo=UTC)
            told += jobs.check_budgets(replace(bot, now=lambda at=at: at))  # type: ignore[misc]
            slack.clock.advance(1)
            courier.carry_all(replace(bot, now=lambda at=at: at))  # type: ignore[misc]
        bot.database.close()
    return told


def test_what_is_likely_is_told_once_before_it_is_spent_and_asks_for_an_answer(bot: Bot, slack: FakeSlack) -> None:
    """AC-F2, AC-F3, AC-F4: method.md 6.2 and 6.3."""
    early = replace(bot, now=lambda: datetime(2026, 11, 13, tzinfo=UTC))
    spent_daily(early, "5", date(2026, 11, 12))
    assert looked_at(bot, slack, [11, 12, 13]) == ["team:support:month:USD/2026-11-01/F80/1"]
    (only,) = slack.space.messages(ANA)
    assert "Support EU is very likely to exceed its November budget" in only.words
    assert "Please justify it" in only.words
    assert "default range" in only.words


def test_what_was_likely_while_slack_was_off_is_told_once_it_is_on_unless_the_budget_is_used_up(
    bot: Bot, slack: FakeSlack
) -> None:
    bot = replace(bot, now=lambda: LIKELY)
    off = replace(bot, voices={}, speaks_on=None)
    spent_daily(bot, "5", date(2026, 11, 12))
    assert len(jobs.check_budgets(off)) == 1
    for _ in range(3):
        assert jobs.check_budgets(bot) == []
        slack.clock.advance(2)
        courier.carry_all(bot)
    (only,) = slack.space.messages(ANA)
    assert "likely to exceed" in only.words


def test_what_was_likely_while_slack_was_off_is_not_told_while_it_is_less_likely(bot: Bot, slack: FakeSlack) -> None:
    """It stands, for it never became so unlikely that it may be said anew, and is told once it is as likely again."""
    bot = replace(bot, now=lambda: LIKELY)
    spent_daily(bot, "5", date(2026, 11, 12))
    assert len(jobs.check_budgets(replace(bot, voices={}, speaks_on=None))) == 1
    for amount, said in (("3.30", 0), ("5", 1)):
        spent_daily(bot, amount, date(2026, 11, 12))
        assert jobs.check_budgets(bot) == []
        slack.clock.advance(2)
        courier.carry_all(bot)
        assert len(slack.space.messages(ANA)) == said


def heard(bot: Bot, slack: FakeSlack, amounts: Sequence[str]) -> list[int]:
    """How many messages the owner has after each of these amounts a day."""
    began, found = slack.clock(), []
    bot = replace(bot, now=lambda: LIKELY + timedelta(seconds=slack.clock() - began))
    for amount in amounts:
        spent_daily(bot, amount, date(2026, 11, 12))
        jobs.check_budgets(bot)
        slack.clock.advance(2)
        courier.carry_all(bot)
        found.append(len(slack.space.messages(ANA)))
    return found


def test_what_was_very_likely_while_slack_was_off_and_is_likely_now_is_told_as_likely(
    bot: Bot, slack: FakeSlack
) -> None:
    """The alert at 60% was covered by the one at 80%, which does not hold; it speaks and is answered for itself."""
    assert heard(replace(bot, voices={}, speaks_on=None), slack, ["5"]) == [0]
    assert heard(bot, slack, ["3.30", "3.40", "3.55", "3.65", "5", "3.55", "5"]) == [0, 1, 1, 1, 2, 2, 2]
    likely, surely = slack.space.messages(ANA)
    assert "Support EU is likely to exceed its November budget\n$40.80 of $100" in likely.words
    assert "the chance is 61%" in likely.words
    assert "Support EU is very likely to exceed" in surely.words
    alert = "team:support:month:USD/2026-11-01/F60/1"
    assert alert in str(likely.blocks)
    assert justify.form(bot, alert, OWNER).alert == alert


def test_what_was_told_as_very_likely_is_not_told_again_as_likely(bot: Bot, slack: FakeSlack) -> None:
    """Nor after the chance fell so far that the alert at 80%, and not the one at 60%, may be said anew."""
    assert heard(bot, slack, ["5", "3.55", "3.40", "3.10", "3.40", "3.65", "5"]) == [1, 1, 1, 1, 1, 1, 2]


def test_what_was_likely_is_not_told_of_a_budget_that_is_used_up(bot: Bot, slack: FakeSlack) -> None:
    bot = replace(bot, now=lambda: LIKELY)
    off = replace(bot, voices={}, speaks_on=None)
    spent_daily(bot, "5", date(2026, 11, 12))
    assert len(jobs.check_budgets(off)) == 1
    spent_daily(bot, "9", date(2026, 11, 12))
    jobs.check_budgets(bot)
    slack.clock.advance(2)
    courier.carry_all(bot)
    (only,) = slack.space.messages(ANA)
    assert "has used 108%" in only.words
