"""`denominator collect`."""

from __future__ import annotations

import dataclasses
from datetime import date

import click

from bot import app, collect
from bot.collect import Collected
from bot.commands import output
from bot.commands.options import json_output, span
from bot.errors import ProviderError, UnknownNameError, UsageError
from bot.facts.money import plain
from bot.facts.periods import Period
from bot.providers import PROVIDERS
from bot.runtime import Bot

_LEFT_OUT = {"added"}


@click.command(short_help="Read what the providers say into the ledger.")
@click.option("--provider", "name", help="Only this provider.")
@span
@json_output
def command(name: str | None, since: date | None, until: date | None, json_wanted: bool) -> None:
    """Read what the providers say into the ledger.

    Without --since each connection is read from its last settled day, the first time from 90 days back, to now.
    A connection that fails leaves the ledger as it was; the others are read all the same, and the exit code is 3.
    """
    bot = app.build(may_migrate=True)
    results = [_read(bot, account.connection, since, until) for account in _chosen(bot, name)]
    if json_wanted:
        output.as_json({"connections": [_row(result) for result in results]})
    else:
        _say(results)
    failed = [result for result in results if result.error]
    if failed:
        names = ", ".join(result.connection for result in failed)
        raise ProviderError(f"{names} could not be read; the ledger keeps what it had. {failed[0].error}")


def _chosen(bot: Bot, name: str | None) -> list[collect.Account]:
    slugs = [provider.name for provider in PROVIDERS]
    if name is not None and name not in slugs:
        raise UnknownNameError(f"There is no provider {name!r}; choose from: {', '.join(slugs)}")
    chosen = [account for account in bot.accounts if name is None or account.provider.name == name]
    if not chosen:
        wanted = [p.key_setting for p in PROVIDERS if name is None or p.name == name]
        raise UsageError(f"No provider is switched on; set {' or '.join(wanted)} and try again")
    return chosen


def _read(bot: Bot, connection: str, since: date | None, until: date | None) -> Collected:
    account = next(account for account in bot.accounts if account.connection == connection)
    now = bot.now()
    try:
        window = collect.window(bot.database, account, since=since, until=until, now=now)
    except ValueError as error:
        raise UsageError(f"{str(error).capitalize()}; give --since a day before --until") from None
    with output.progress(f"Reading {connection} {window.shown()}", len(window)) as advance:

        def read(part: Period) -> None:
            advance(len(part))

        return collect.collect(bot.database, account, window, now=now, pseudonym=bot.pseudonym, progress=read)


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
