"""`denominator collect`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import date, datetime

import click
import structlog
from sqlalchemy.exc import OperationalError

from bot import app, collect
from bot.collect import Account, Collected
from bot.commands import output
from bot.commands.options import check_span, json_output, span
from bot.errors import NothingToReadError, ProviderError, UnknownNameError, UsageError
from bot.facts.money import plain
from bot.facts.periods import Period
from bot.ledger.migrate import trouble
from bot.providers import PROVIDERS
from bot.rounds import Turn, go_round
from bot.runtime import Bot

_LEFT_OUT = {"added"}
_log = structlog.get_logger()


@click.command(short_help="Read what the providers say into the ledger.")
@click.option("--provider", "name", help="Only this provider.")
@span
@json_output
def command(name: str | None, since: date | None, until: date | None, json_wanted: bool) -> None:
    """Read what the providers say into the ledger.

    Without --since each connection is read from its last settled day, the first time from 90 days back, to now.
    A connection that fails leaves the ledger as it was; the others are read all the same, and the exit code is 3.
    """
    check_span(since, until)
    bot = app.build(may_migrate=True)
    now = bot.now()
    turns = [Turn(account=one, days=_window(bot, one, since, until, now)) for one in _chosen(bot, name)]
    with output.progress(_label(turns), sum(len(turn.days) for turn in turns)) as advance:
        results = go_round(turns, lambda turn: _read(bot, turn, now, advance))
    if json_wanted:
        output.as_json({"connections": [_row(result) for result in results]})
    else:
        _say(results)
    failed = [result for result in results if result.error]
    if failed:
        names = ", ".join(result.connection for result in failed)
        raise ProviderError(f"{names} could not be read; the ledger keeps what it had. {failed[0].error}")


def _chosen(bot: Bot, name: str | None) -> list[Account]:
    slugs = [provider.name for provider in PROVIDERS]
    if name is not None and name not in slugs:
        raise UnknownNameError(f"There is no provider {name!r}; choose from: {', '.join(slugs)}")
    chosen = [account for account in bot.accounts if name is None or account.provider.name == name]
    if not chosen:
        wanted = [p.key_setting for p in PROVIDERS if name is None or p.name == name]
        raise UsageError(f"No provider is switched on; set {' or '.join(wanted)} and try again")
    return chosen


def _window(bot: Bot, account: Account, since: date | None, until: date | None, now: datetime) -> Period:
    """The days to read; UsageError, before anything is read, where the provider has none of them."""
    if since is not None and since > now.date():
        raise UsageError(f"--since {since} has not come yet; give a day up to {now.date()}")
    window = collect.window(bot.database, account, since=since, until=until, now=now)
    try:
        account.provider.readable(window, now=now)
    except NothingToReadError as error:
        raise NothingToReadError(f"{error}, or leave {account.connection} out with --provider") from None
    return window


def _label(turns: Sequence[Turn]) -> str:
    """Of one connection its days, of several their names."""
    names = ", ".join(turn.account.connection for turn in turns)
    return f"Reading {names} {turns[0].days.shown()}" if len(turns) == 1 else f"Reading {names}"


def _read(bot: Bot, turn: Turn, now: datetime, advance: Callable[[int], None]) -> Collected:
    def read(part: Period) -> None:
        advance(len(part))

    account, days = turn.account, turn.days
    try:
        return collect.collect(bot.database, account, days, now=now, pseudonym=bot.pseudonym, progress=read)
    except OperationalError as error:
        failure = trouble(error, bot.database)
    except Exception as error:  # noqa: BLE001  (whatever it is, the other connections are read)
        _log.exception("collecting failed", connection=account.connection)
        failure = f"An unexpected {type(error).__name__} stopped it; please report the lines above"
    return collect.failed(account, days, failure)


def _row(result: Collected) -> dict[str, object]:
    return {name: value for name, value in dataclasses.asdict(result).items() if name not in _LEFT_OUT}


def _say(results: list[Collected]) -> None:
    def text(value: object) -> str:
        return "–" if value is None else str(value)

    output.table(
        ("connection", "days", "charges", "billed", "restated", "removed"),
        [
            (
                result.connection,
                Period(result.since, result.until).shown(),
                text(result.charges),
                "failed" if result.error else text(result.billed_cost and plain(result.billed_cost)),
                text(result.restated),
                text(result.removed),
            )
            for result in results
        ],
        right=("charges", "billed", "restated", "removed"),
    )
