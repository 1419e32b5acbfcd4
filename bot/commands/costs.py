"""`denominator costs`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

import click

from bot import app
from bot.commands import output
from bot.commands.caveats import caveats, lines
from bot.commands.options import Currency, check_span, json_output, span
from bot.converted import Converted, converted
from bot.errors import UnknownNameError
from bot.facts.money import shown
from bot.facts.rates import EURO
from bot.ledger import costs, orgs, rates, sources
from bot.ledger.costs import CostRow
from bot.ledger.suppressed import suppressed
from bot.providers import rate_table
from bot.rates import keep_rates
from bot.runtime import Bot

_NAMED = ("sub_account", "key")


@click.command(short_help="Ask the ledger what was spent, split as you like.")
@span
@click.option("--by", default="provider", show_default=True, help=f"Comma-separated: {', '.join(costs.DIMENSIONS)}.")
@click.option("--currency", "into", type=Currency(), help="Convert into this currency, at each day's reference rate.")
@json_output
def command(since: date | None, until: date | None, by: str, into: str | None, json_wanted: bool) -> None:
    """Ask the ledger what was spent in UTC days from --since (in) to --until (out), by default everything.

    Currencies are never added together: each has a row of its own. With --currency every row is converted; one whose
    rate is not known stays in its own currency, and that is said.
    """
    check_span(since, until)
    words = [word.strip() for word in by.split(",") if word.strip()]
    costs.check(words)
    bot = app.build()
    if into is not None:
        keep_rates(bot.database, into=(into,), now=bot.now())
        _refuse_unknown(bot, into)
    with bot.database.reading() as connection:
        found = None if into is None else converted(connection, since=since, until=until, by=words, into=into)
        rows = costs.costs(connection, since=since, until=until, by=words) if found is None else found.rows
        names = {kind: costs.names(connection, kind) for kind in _NAMED if kind in words}
        twice = suppressed(connection, since=since, until=until)
        beside = caveats(sources.sources(connection), twice, since=since, until=until)
    if json_wanted:
        shape = {"since": since, "until": until, "rows": [_row(row, names) for row in rows], **beside}
        output.as_json(shape if found is None else shape | {"rates": _rates(found)})
        return
    _say(rows, words, names)
    if found is not None:
        _say_rates(found)
    for line in lines(beside):
        output.line(line, err=True)


def _refuse_unknown(bot: Bot, into: str) -> None:
    """A currency that is no charge's and of no rate is a slip of the finger."""
    with bot.database.reading() as connection:
        fx = orgs.current(connection).org.fx
        spent_in, _ = rates.needed(connection)
    source = rate_table.source(fx)
    if into not in {EURO, *spent_in} and not source.rates({into}, since=date.min):
        raise UnknownNameError(f"{source.name} has no rate of {into}; name another currency, such as {EURO}")


def _rates(found: Converted) -> dict[str, object]:
    unknown = [
        {"currency": one.currency, "since": one.period.start, "until": one.period.end, "reason": one.reason}
        for one in found.unknown
    ]
    return {"source": found.source, "as_of": found.as_of, "unknown": unknown}


def _say_rates(found: Converted) -> None:
    if found.said:
        output.line(f"Converted at the reference rate of each day; the newest: {'; '.join(found.said)}.", err=True)
    for one in found.unknown:
        output.line(f"Not converted: {one.currency}, {one.reason}", err=True)


def _row(row: CostRow, names: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for dimension, value in row.keys:
        found[dimension] = value
        if dimension in names:
            found[f"{dimension}_name"] = names[dimension].get(value or "")
    return found | {
        "currency": row.currency,
        "billed_cost": row.billed_cost,
        "effective_cost": row.effective_cost,
        "list_cost": row.list_cost,
        "charges": row.charges,
    }


def _say(rows: tuple[CostRow, ...], words: list[str], names: Mapping[str, Mapping[str, str]]) -> None:
    if not rows:
        click.echo("No charges in these days.")
        return
    called = {kind: _called(rows, kind, names[kind]) for kind in names}
    output.table(
        (*words, "billed", "effective", "list", "charges"),
        [
            (
                *(called.get(dimension, {}).get(value or "") or value or "–" for dimension, value in row.keys),
                *(
                    "unknown" if amount is None else shown(amount, row.currency)
                    for amount in (row.billed_cost, row.effective_cost, row.list_cost)
                ),
                f"{row.charges:,}",
            )
            for row in rows
        ],
        right=("billed", "effective", "list", "charges"),
    )


def _called(rows: tuple[CostRow, ...], kind: str, names: Mapping[str, str]) -> Mapping[str, str]:
    """The name of each id in the rows, with the id behind it where several share the name."""
    found = {one: names[one] for one in {row.key(kind) or "" for row in rows} if one in names}
    times = Counter(found.values())
    return {one: name if times[name] == 1 else f"{name} ({one})" for one, name in found.items()}
