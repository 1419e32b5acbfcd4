"""Whatever a company is called and whatever people type: all that is said on Slack is shown and pings nobody.

The company and the people are Hypothesis'; the sentences are the product's own, from a real ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import jobs
from bot.doctor import examine
from bot.facts.message import Message
from bot.facts.message_json import from_json
from bot.facts.org import AllocationRule, Baseline, Budget, Match, Membership, Org, OutcomeType, Person, Team, Workflow
from bot.facts.periods import last_closed_week, week_of
from bot.ledger import orgs, sources, store
from bot.ledger.cells import place_all
from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from bot.ledger.tables import delivery
from bot.runtime import Bot
from bot.settings import load
from bot.surfaces.slack_blocks import Level, home, parts, render
from bot.surfaces.slack_text import shown
from handlers import justify, outcome, why
from handlers.justify import Answer
from handlers.outcome import Said
from handlers.slack import forms
from handlers.slack.forms import Origin
from handlers.slack.guard import sentence
from reports import home as home_report
from reports.digest_message import message as digest_message
from reports.why import message as why_message
from tests.conftest import emptied
from tests.factories import a_charge, a_scope, no_pseudonym
from tests.reports.alerts import FORMS as ALERTS
from tests.reports.forms import FORMS as DIGESTS
from tests.reports.forms import digest_of
from tests.slack.blocks import problems
from tests.slack.pings import pings
from tests.surfaces.slack_messages import HOSTILE, LARGE

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
OWNER = "ana.silva@acme.example"
URL = "https://hooks.slack.com/" + "x" * 500
names = st.sampled_from([*HOSTILE, *LARGE, "Refund triage"]).filter(lambda text: bool(shown(text)))
slugs = st.integers(1, 75).map(lambda length: "w" * length)
typed = st.sampled_from([*HOSTILE, *(text[:2000] for text in LARGE), "done with care"])


def check(message: Message) -> None:
    """Every form in which a message may be sent: whole or in parts, at every level, as an answer."""
    for part in (message, *parts(message)):
        for level in Level:
            payload = {**render(part, level), "parse": "none"}
            assert problems(payload, "message") == [], (level, part)
            assert pings(payload) == []
            answer = {"response_type": "ephemeral", "replace_original": True, **render(part, level)}
            assert problems(answer, "message") == []


def check_view(view: dict[str, Any]) -> None:
    assert problems(view, view["type"]) == []
    assert pings(view) == []


@st.composite
def companies(draw: st.DrawFn) -> Org:
    baseline = Baseline(
        cost=Decimal("14.70"),
        currency="USD",
        since=NOW.date() - timedelta(days=300),
        until=NOW.date() - timedelta(days=200),
        n=4100,
        minutes=Decimal(14),
        grade=3,
    )
    count = draw(st.sampled_from([0, 1, 2, 3, 130]))
    workflows = tuple(
        Workflow(
            slug=f"{draw(slugs) if n < 3 else 'w'}"[:70] + f"-{n}",
            name=draw(names),
            team="support",
            owner=OWNER,
            outcome=OutcomeType(unit=draw(names)),
            baseline=draw(st.sampled_from([None, baseline])),
        )
        for n in range(count)
    )
    rules = tuple(
        AllocationRule(match=Match(sub_account=f"p{n}"), team="support", workflow=one.slug)
        for n, one in enumerate(workflows[:3])
    )
    rules += (AllocationRule(match=Match(provider="openai"), team="support"),)
    budget = Budget(
        scope_kind="team", scope="support", period="month", amount=Decimal(100), currency="USD", owner=OWNER
    )
    people = tuple(
        Person(
            email=f"p{n}@acme.example",
            name=draw(names),
            memberships=(Membership(team="support", since=NOW.date() - timedelta(days=400)),),
        )
        for n in range(6)
    )
    team = Team(slug="support", name=draw(names), channel="C0SUPPORT1")
    return Org(teams=(team,), people=people, workflows=workflows, rules=rules, budgets=(budget,))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('states')}/denominator.db")
    migrate(database)
    yield database
    database.close()


def a_company(database: Database, org: Org) -> Bot:
    bot = Bot(
        settings=load(), database=emptied(database), accounts=(), now=lambda: NOW, pseudonym=no_pseudonym,
        speaks_on="slack",
    )  # fmt: skip
    with bot.database.writing() as connection:
        orgs.save(connection, org, now=NOW, pseudonym=no_pseudonym)
        place_all(connection, orgs.placement(connection))
        id_ = store.connection_id(connection, "openai", "openai", now=NOW)
        for day in (NOW.date(), NOW.date() - timedelta(days=7)):
            charges = [
                (a_scope(day), a_charge("30.25", day=day, number=n, sub_account=f"p{n}", model=HOSTILE[n]))
                for n in range(4)
            ]
            store.replace(
                connection,
                connections={"openai": id_},
                scopes=[a_scope(day)],
                charges=charges,
                now=NOW,
                pseudonym=no_pseudonym,
            )
            sources.note_success(connection, id_, week_of(day).period, now=NOW, as_of=None)
    return bot


def answers(bot: Bot, org: Org, words: str) -> Iterator[Message]:
    """What is answered to whatever somebody types and presses."""
    lines = [
        "3",
        words,
        f"3 {words}",
        f"2 rejected {words}",
        "reversed 1",
        "help",
        "status",
        "justify",
        "doctor",
        "undo",
    ]
    lines += [f"#{one.slug} 2 1h30m https://evil.example/{n}" for n, one in enumerate(org.workflows[:3])]
    lines += [f"#{one.slug[:-1]} 2" for one in org.workflows[:1]]
    for number, text in enumerate(lines):
        said = Said(text=text, team="support", person=OWNER, event_id=f"slack:{number}.1.2", source="slack")
        yield outcome.answer(bot, said)
    yield outcome.undo(bot, "slack:0.1.2", OWNER)
    yield outcome.undo(bot, "slack:gone", OWNER)
    yield outcome.undo(bot, "slack:0.1.2", "eve@acme.example")
    for one in org.workflows[-1:]:
        yield outcome.move(bot, f"slack:2.1.2 {one.slug}", OWNER)
    yield outcome.move(bot, f"slack:2.1.2 {words}", OWNER)


def queued(bot: Bot) -> list[Message]:
    with bot.database.reading() as connection:
        return [from_json(row.message) for row in connection.execute(select(delivery))]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(companies(), typed)
def test_everything_the_product_says_in_any_company_is_shown_and_pings_nobody(
    database: Database, org: Org, words: str
) -> None:
    """AC-K3, AC-K6."""
    bot = a_company(database, org)
    for message in answers(bot, org, words):
        check(message)
    (waiting,) = jobs.check_budgets(bot)
    check(justify.waiting(bot, OWNER))
    check_view(forms.justification_form(Origin(alert=waiting, answer_url=URL), justify.form(bot, waiting, OWNER)))
    check(
        justify.answer(
            bot,
            Answer(
                alert=waiting,
                person=OWNER,
                event_id="slack:V1",
                reason=f"because {words}"[:1000],
                workflow=org.workflows[0].slug if org.workflows else None,
                quantity="40",
                by_day="2026-12-15",
            ),
        )
    )
    for week in (last_closed_week(NOW), week_of(NOW.date())):
        assert jobs.publish(bot, week, ["support"]) == ["support"]
        check(why.answer(bot, f"support:{week}"))
    assert len(queued(bot)) == 4
    for message in queued(bot):
        check(message)
    for person in (OWNER, "p1@acme.example", "nobody@acme.example"):
        with bot.database.reading() as connection:
            message = home_report.message(connection, person, pseudonym=no_pseudonym, now=NOW)
        check(message)
        for level in (Level.FULL, Level.NO_CHART, Level.CLASSIC):
            check_view(home(message, level))
    usual = org.workflows[-1].slug if org.workflows else None
    origin = Origin(team="support", channel="C0SUPPORT1", answer_url=URL)
    check_view(
        forms.outcome_form(
            origin, org.workflows, usual=usual, evidence="https://larkspur.slack.com/p1", hint=words[:80]
        )
    )


@pytest.mark.parametrize("text", [*HOSTILE, *LARGE])
def test_a_form_that_tells_a_sentence_is_shown(text: str) -> None:
    check_view(forms.told("Log an outcome", text))
    check_view(forms.loading("Justify spend"))
    check(sentence(RuntimeError(text)))


@pytest.mark.parametrize("name", DIGESTS)
def test_every_form_of_a_digest_and_its_numbers_is_shown(name: str) -> None:
    check(digest_message(digest_of(name)))
    check(why_message(digest_of(name)))


@pytest.mark.parametrize("name", ALERTS)
def test_every_form_of_an_alert_is_shown(name: str) -> None:
    check(ALERTS[name]())


def test_a_workspace_without_anything_set_up_gets_useful_answers(database: Database) -> None:
    bot = Bot(settings=load(), database=emptied(database), accounts=(), now=lambda: NOW, pseudonym=no_pseudonym)
    with bot.database.reading() as connection:
        check_view(home(home_report.message(connection, OWNER, pseudonym=no_pseudonym, now=NOW)))
    for text in ("3", "help", "status", "justify", "undo"):
        check(outcome.answer(bot, Said(text=text, team=None, person=OWNER, event_id=text, source="slack")))
    check_view(forms.outcome_form(Origin(), (), usual=None))
    assert examine(bot)
