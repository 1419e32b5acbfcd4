"""`denominator import focus`."""

from __future__ import annotations

from pathlib import Path

import click

from bot import app, bills
from bot.commands import output
from bot.errors import UsageError


@click.group(short_help="Read FOCUS billing files into the ledger.")
def command() -> None:
    """Read files into the ledger."""


@command.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def focus(files: tuple[Path, ...]) -> None:
    """Read FOCUS 1.0 to 1.4 billing files (CSV, plain or gzip).

    The files of one command belong together: each billing account's month they hold is replaced as a whole. A fault
    in any of them refuses them all, with file, line and column, and changes nothing. Importing again changes nothing.
    """
    if Path() in files:
        raise UsageError("The name of a file is empty, or a folder; name the billing files")
    bot = app.build(may_migrate=True)
    with output.progress("Reading billing files", bills.size(files)) as advance:
        done = bills.import_focus(bot.database, files, now=bot.now(), pseudonym=bot.pseudonym, progress=advance)
    click.echo(
        f"{done.rows:,} rows in {done.scopes:,} {'bill' if done.scopes == 1 else 'bills'}, {done.period.shown()}: "
        f"{done.added:,} added, {done.removed:,} removed, {done.restated:,} days restated"
    )
