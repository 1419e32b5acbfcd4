"""The composition root: reads the settings and joins the parts, once. Imported by commands and tests only."""

from __future__ import annotations

import functools
import gc
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import structlog
import uvicorn
from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from starlette.applications import Starlette

from bot import courier, jobs, keys, settings
from bot.collect import Account
from bot.facts.connection import Connection
from bot.ledger import orgs
from bot.ledger.db import Database
from bot.ledger.migrate import migrate, require_migrated
from bot.ledger.pseudonym import pseudonym
from bot.listening import shown
from bot.providers import PROVIDERS
from bot.providers.base import ApiProvider
from bot.runtime import Bot
from bot.settings import Settings
from bot.surfaces import slack
from bot.surfaces.base import Voice
from handlers import web
from handlers.slack import WORKERS, door, slack_app

_RECONNECT_SECONDS = 10
_log = structlog.get_logger()
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
    voices: Sequence[Voice] | None = None,
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
    speaking = _voices(chosen) if voices is None else voices
    return Bot(
        settings=chosen,
        database=database,
        accounts=tuple(_accounts(http or client(), _declared(database)) if accounts is None else accounts),
        now=now,
        pseudonym=functools.partial(pseudonym, key),
        voices={voice.name: voice for voice in speaking},
        speaks_on=speaking[0].name if speaking else None,
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
    scheduler.add_job(jobs.keep_rates, "interval", args=[bot], hours=1, next_run_time=soon)
    scheduler.add_job(jobs.check_budgets, "interval", args=[bot], minutes=15, next_run_time=soon)
    scheduler.add_job(courier.carry_all, "interval", args=[bot], seconds=3, next_run_time=soon)
    scheduler.add_job(jobs.publish_digests, "interval", args=[bot], minutes=5, next_run_time=soon)
    return scheduler


def edge(bot: Bot) -> Starlette:
    """The one web application: everything that reaches us over HTTP comes through here."""
    routes = web.routes(bot)
    client, secret = slack_client(bot.settings), bot.settings.slack_signing_secret
    if client is not None and secret is not None:
        signing_secret = secret.get_secret_value().strip()
        routes.append(door.route(slack_app(bot, client), signing_secret, bot.now))
    return Starlette(routes=routes)


@contextmanager
def socket_mode(bot: Bot) -> Iterator[None]:
    """Listen to Slack over a socket for as long as it is open; nothing where no app token is set.

    Slack being down is no reason not to start: the connection is tried again until it is there.
    """
    client, token = slack_client(bot.settings), bot.settings.slack_app_token
    if client is None or token is None:
        yield
        return
    listener = SocketModeHandler(
        slack_app(bot, client),
        token.get_secret_value().strip(),
        web_client=slack.client(token.get_secret_value().strip(), bot.settings.slack_api_url),
        concurrency=WORKERS,
    )
    stopped = threading.Event()
    threading.Thread(target=_connect, args=(listener, stopped), name="slack socket", daemon=True).start()
    try:
        yield
    finally:
        stopped.set()
        listener.close()  # type: ignore[no-untyped-call]


def _connect(listener: SocketModeHandler, stopped: threading.Event) -> None:
    while not stopped.is_set():
        try:
            listener.connect()  # type: ignore[no-untyped-call]
        except Exception as error:  # noqa: BLE001  (whatever it is, the next try is the answer)
            _log.warning("Slack's socket could not be opened", error=type(error).__name__)
            stopped.wait(_RECONNECT_SECONDS)
        else:
            return


def serve(bot: Bot, listener: socket.socket) -> None:
    """Answer on what listens, and Slack's socket, until stopped."""
    with listener, socket_mode(bot):
        _log.info("listening", address=shown(listener))
        application = edge(bot)
        settled()
        uvicorn.Server(uvicorn.Config(application, log_level="warning")).run(sockets=[listener])


def settled() -> None:
    """Leave what has been built to itself: looking through it for garbage holds every request up for 0.1 s."""
    gc.collect()
    gc.freeze()


def _declared(database: Database) -> Sequence[Connection]:
    with database.reading() as connection:
        return orgs.current(connection).org.connections


def _voices(chosen: Settings) -> Sequence[Voice]:
    """The chat products whose token is set."""
    found = slack_client(chosen)
    return [] if found is None else [slack.Slack(found)]


def slack_client(chosen: Settings) -> WebClient | None:
    """The client for Slack's Web API, None where Slack is off."""
    token = chosen.slack_bot_token
    return None if token is None else slack.client(token.get_secret_value().strip(), chosen.slack_api_url)


def _accounts(http: httpx.Client, declared: Sequence[Connection]) -> list[Account]:
    """One connection for each provider whose key is set, and those of the org file whose keys are set."""
    readers = {provider.name: _reader(http, provider, provider.name) for provider in PROVIDERS}
    for one in declared:
        provider = next(provider for provider in PROVIDERS if provider.name == one.provider)
        # Its refusals name the setting that holds its own key.
        its_own = type(provider.__name__, (provider,), {"key_setting": one.key_env})
        readers[one.slug] = _reader(http, its_own, one.slug, base_url=one.base_url, more=dict(one.settings))
    return [Account(connection=slug, provider=reader) for slug, reader in readers.items() if reader is not None]


def _reader(
    http: httpx.Client,
    provider: type[ApiProvider],
    connection: str,
    *,
    base_url: str | None = None,
    more: Mapping[str, str] | None = None,
) -> ApiProvider | None:
    """What reads the connection; None where its key is not set."""
    access = settings.access(
        key_setting=provider.key_setting,
        base_url_setting=provider.base_url_setting,
        default_base_url=base_url or provider.default_base_url,
        more_settings=provider.more_settings,
    )
    if access is None:
        return None
    given = dict(access.more) if more is None else more
    return provider(http, key=access.key, base_url=base_url or access.base_url, connection=connection, **given)
