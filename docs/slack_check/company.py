"""The company in a box at work in a Slack: real connectors, real ledger, the bot listening."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from local_slack import APP_TOKEN, BOT_PORT, BOT_TOKEN, SIGNING_SECRET, LocalSlack
from starlette.applications import Starlette

from bot import app, courier, settings
from bot.collect import Account
from bot.demo.life import Life
from bot.providers import PROVIDERS
from bot.runtime import Bot
from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.provider_apis import MORE, PATHS, provider_apis
from bot.sandbox.server import serving
from handlers.slack import door, slack_app

_KEY = "key-of-the-check"


@dataclass(frozen=True)
class Company:
    """The bot of a company with 26 weeks behind it."""

    bot: Bot

    def speak(self) -> int:
        """Carry what is waiting to be said."""
        return courier.carry_all(self.bot)


@contextmanager
def opened(folder: Path, slack: LocalSlack) -> Iterator[Company]:
    """Read the history, publish the digests and test the budgets; what is said unasked goes to Slack."""
    company, clock, started = larkspur(), CompanyClock(), time.monotonic()

    def now() -> datetime:
        return clock() + timedelta(seconds=time.monotonic() - started)

    apis = provider_apis(company, clock, keys=dict.fromkeys(PATHS, _KEY))
    with serving(apis) as url, app.client() as http:
        accounts = [
            Account(
                connection=one.name,
                provider=one(http, key=_KEY, base_url=url + PATHS[one.name], **MORE[one.name]),
            )
            for one in PROVIDERS
        ]
        chosen = settings.load(
            database_url=f"sqlite:///{folder / 'larkspur.db'}",
            slack_bot_token=BOT_TOKEN,
            slack_app_token=APP_TOKEN,
            slack_signing_secret=SIGNING_SECRET,
            slack_api_url=f"{slack.url}/api/",
        )
        bot = app.build(chosen, now=now, accounts=accounts, may_migrate=True)
        try:
            Life(bot, company, clock).catch_up(print)
            yield Company(bot)
        finally:
            bot.database.close()


@contextmanager
def answering(company: Company, mode: str) -> Iterator[None]:
    """Listen to Slack over its socket, or over HTTP, where signatures are as old as the machine's own clock says."""
    if mode == "socket":
        with app.socket_mode(company.bot):
            yield
        return
    client = app.slack_client(company.bot.settings)
    assert client is not None
    edge = Starlette(routes=[door.route(slack_app(company.bot, client), SIGNING_SECRET, app.utc_now)])
    with serving(edge, port=BOT_PORT):
        yield
