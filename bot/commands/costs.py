"""`denominator costs`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import click

from bot import app
from bot.commands import output
from bot.commands.options import json_output, span
from bot.facts.money import shown
from bot.ledger import costs, sources
from bot.ledger.costs import CostRow
from bot.ledger.sources import Source

_NAMED = ("sub_account", "key")


@click.command(short_help="Ask the ledger what was spent, split as you like.")
@span
@click.option("--by", default="provider", show_default=True, help=f"Comma-separated: {', '.join(costs.DIMENSIONS)}.")
@json_output
def command(since: date | None, until: date | None, by: str, json_wanted: bool) -> None:
    """Ask the ledger what was spent in UTC days from --since (in) to --until (out), by default everything.

    Currencies are never added together: each has a row of its own.
    """
    words = [word.strip() for word in by.split(",") if word.strip()]
    costs.check(words)
    bot = app.build()
    with bot.database.reading() as connection:
        rows = costs.costs(connection, since=since, until=until, by=words)
        names = {kind: costs.names(connection, kind) for kind in _NAMED if kind in words}
        missing = [gap for source in sources.sources(connection) if (gap := _gap(source, since, until))]
    if json_wanted:
        found = [_row(row, names) for row in rows]
        output.as_json({"since": since, "until": until, "rows": found, "incomplete": missing})
        return
    _say(rows, words, names)
    for gap in missing:
        click.echo(f"Incomplete: {gap['connection']} from {gap['since'] or 'the start'}: {gap['reason']}", err=True)


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


def _gap(source: Source, since: date | None, until: date | None) -> dict[str, object] | None:
    """Why the asked span is not complete for a connection, and from which day on; None where it is."""
    if source.read_at is None:
        return {"connection": source.connection, "since": since, "reason": source.error or "never read"}
    if source.first_day and since and since < source.first_day:
        return {"connection": source.connection, "since": since, "reason": f"not read before {source.first_day}"}
    reached = source.reaches_to
    if source.error and (until is None or reached is None or reached < until):
        return {"connection": source.connection, "since": reached, "reason": source.error}
    if until is not None and reached is not None and reached < until and not source.connection.startswith("focus:"):
        return {"connection": source.connection, "since": reached, "reason": "not read that far yet"}
    return None


def _say(rows: tuple[CostRow, ...], words: list[str], names: Mapping[str, Mapping[str, str]]) -> None:
    if not rows:
        click.echo("No charges in these days.")
        return
    output.table(
        (*words, "billed", "effective", "list", "charges"),
        [
            (
                *(names.get(dimension, {}).get(value or "") or value or "–" for dimension, value in row.keys),
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
