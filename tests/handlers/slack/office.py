"""Denominator at work in a fake Slack: the real bot, the real edge, real HTTP or a real socket."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot import app, settings
from bot.facts.org import AllocationRule, Budget, Match, Org, OutcomeType, Team, Workflow
from bot.ledger import orgs
from bot.ledger.cells import place_all
from bot.ledger.db import Database
from bot.runtime import Bot
from bot.sandbox.server import serving
from bot.settings import Settings
from tests.slack.client import SIGNING_SECRET, Client
from tests.slack.socket_mode import SocketServer
from tests.slack.web_api import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.slack.workspace import SUPPORT
from tests.slack.world import World

OWNER = "ana.silva@acme.example"


def a_workflow(slug: str, name: str, unit: str) -> Workflow:
    return Workflow(slug=slug, name=name, team="support", owner=OWNER, outcome=OutcomeType(unit=unit))


ORG = Org(
    teams=(Team(slug="support", name="Support EU", channel=SUPPORT),),
    workflows=(
        a_workflow("refunds", "Refund triage", "refund resolved"),
        a_workflow("kb", "Self-help articles", "article published"),
    ),
    rules=(AllocationRule(match=Match(sub_account="proj_support"), team="support", workflow="refunds"),),
    budgets=(
        Budget(scope_kind="team", scope="support", period="month", amount=Decimal(100), currency="USD", owner=OWNER),
    ),
)


STARTED = time.monotonic()


def clock() -> datetime:
    """A Wednesday noon in the middle of a month, and as long since as the tests run."""
    return datetime(2026, 11, 18, 12, tzinfo=UTC) + timedelta(seconds=time.monotonic() - STARTED)


@dataclass(frozen=True)
class Office:
    """The bot, and the people who talk to it."""

    bot: Bot
    world: World


def a_bot(database: Database, slack: FakeSlack, org: Org = ORG, *, now: Callable[[], datetime] = clock) -> Bot:
    bot = a_worker(database.url.render_as_string(hide_password=False), slack.url, now=now)
    with bot.database.writing() as connection:
        orgs.save(connection, org, now=bot.now(), pseudonym=bot.pseudonym)
        place_all(connection, orgs.placement(connection))
    return bot


def a_worker(database_url: str, slack_url: str, *, now: Callable[[], datetime]) -> Bot:
    """The bot as it starts anew on a database that is there."""
    chosen: Settings = settings.load(
        database_url=database_url,
        slack_bot_token=BOT_TOKEN,
        slack_signing_secret=SIGNING_SECRET,
        slack_app_token=APP_TOKEN,
        slack_api_url=slack_url,
        pseudonym_key="0123456789abcdef0123456789abcdef",
    )
    return app.build(chosen, now=now, accounts=())


@contextmanager
def over_http(database: Database, slack: FakeSlack, org: Org = ORG) -> Iterator[Office]:
    """Slack calls the edge at /slack/events."""
    bot = a_bot(database, slack, org)
    try:
        with serving(app.edge(bot)) as url:
            yield Office(
                bot, World(slack, Client(f"{url}/slack/events", SIGNING_SECRET, now=lambda: clock().timestamp()))
            )
    finally:
        bot.database.close()


@contextmanager
def over_a_socket(database: Database, slack: FakeSlack, server: SocketServer, org: Org = ORG) -> Iterator[Office]:
    """The edge opened a socket to Slack."""
    bot = a_bot(database, slack, org)
    try:
        with app.socket_mode(bot):
            server.wait_for_connections()
            yield Office(bot, World(slack, server))
    finally:
        bot.database.close()
