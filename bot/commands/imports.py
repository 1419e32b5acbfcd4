"""`denominator import focus`."""

from __future__ import annotations

from pathlib import Path

import click

from bot import app, bills
from bot.bills import Imported
from bot.commands import output
from bot.facts.left_out import by_service
from bot.facts.money import plain


@click.group(short_help="Read FOCUS billing files into the ledger.")
def command() -> None:
    """Read files into the ledger."""


@command.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def focus(files: tuple[Path, ...]) -> None:
    """Read FOCUS 1.0 to 1.4 billing files: CSV, plain or gzip, or Parquet (pip install 'denominator-bot[parquet]').

    The files of one command belong together: each billing account's month they hold is replaced as a whole. A fault
    in any of them refuses them all, with file, line and column, and changes nothing. Importing again changes nothing.
    """
    bot = app.build(may_migrate=True)
    with output.progress("Reading billing files", bills.size(files)) as advance:
        done = bills.import_focus(bot.database, files, now=bot.now(), pseudonym=bot.pseudonym, progress=advance)
    _say(done)


def _say(done: Imported) -> None:
    click.echo(
        f"{done.rows:,} rows in {done.scopes:,} {'bill' if done.scopes == 1 else 'bills'}, {done.period.shown()}: "
        f"{done.added:,} added, {done.removed:,} removed, {done.restated:,} days restated"
    )
    if done.left_out:
        found = by_service(done.left_out)
        click.echo(f"Left out, as [[bill]] in the org file says: {sum(one.rows for one in found):,} rows")
        output.table(
            ("provider", "service", "rows", "billed", "currency"),
            [(one.provider, one.service or "–", f"{one.rows:,}", plain(one.billed), one.currency) for one in found],
            right=("rows", "billed"),
        )
