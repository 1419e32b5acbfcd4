"""The composition root: reads the settings and joins the parts, once. Imported by commands and tests only."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import httpx
import uvicorn
from apscheduler.schedulers.background import BackgroundScheduler
from starlette.applications import Starlette

from bot import jobs, keys, settings
from bot.collect import Account
from bot.ledger.db import Database
from bot.ledger.migrate import migrate, require_migrated
from bot.ledger.pseudonym import pseudonym
from bot.providers import PROVIDERS
from bot.runtime import Bot
from bot.settings import Settings
from handlers import web

_TIMEOUT = httpx.Timeout(60, connect=10)


def utc_now() -> datetime:
    """The only place where the clock of the machine is read."""
    return datetime.now(UTC)


def build(
    chosen: Settings | None = None,
    *,
    now: Callable[[], datetime] = utc_now,
    accounts: Sequence[Account] | None = None,
    http: httpx.Client | None = None,
    may_migrate: bool = False,
) -> Bot:
    """Build the bot from its settings; whatever is given replaces that part.

    With `may_migrate` an SQLite database is brought up to date by itself. Raises NotMigratedError or
    SettingsError, each one sentence.
    """
    chosen = chosen or settings.load()
    database = Database(chosen.database_url)
    if may_migrate and database.is_sqlite:
        migrate(database)
    require_migrated(database)
    key = keys.pseudonym_key(chosen, database)
    return Bot(
        settings=chosen,
        database=database,
        accounts=tuple(_accounts(http or client()) if accounts is None else accounts),
        now=now,
        pseudonym=functools.partial(pseudonym, key),
    )


def client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """The HTTP client every provider shares."""
    return httpx.Client(timeout=_TIMEOUT, transport=transport, follow_redirects=False)


def timetable(bot: Bot) -> BackgroundScheduler:
    """The clock that wakes the jobs. What is due is decided from the database, so a missed tick loses nothing."""
    scheduler = BackgroundScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    soon = bot.now()
    scheduler.add_job(jobs.collect_all, "interval", args=[bot], hours=1, next_run_time=soon)
    scheduler.add_job(jobs.read_bills, "interval", args=[bot], hours=24, next_run_time=soon)
    scheduler.add_job(jobs.publish_digests, "interval", args=[bot], minutes=5, next_run_time=soon)
    return scheduler


def edge(bot: Bot) -> Starlette:
    """The one web application: everything that reaches us over HTTP comes through here."""
    return Starlette(routes=web.routes(bot))


def serve(bot: Bot) -> None:
    """Answer on HOST:PORT until stopped."""
    uvicorn.run(edge(bot), host=bot.settings.host, port=bot.settings.port, log_level="warning")


def _accounts(http: httpx.Client) -> list[Account]:
    """One connection for each provider whose key is set."""
    found = []
    for provider in PROVIDERS:
        access = settings.access(
            key_setting=provider.key_setting,
            base_url_setting=provider.base_url_setting,
            default_base_url=provider.default_base_url,
        )
        if access is not None:
            reader = provider(http, key=access.key, base_url=access.base_url)
            found.append(Account(connection=provider.name, provider=reader))
    return found
