"""`denominator export focus`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TextIO

import click

from bot import app
from bot.commands import output
from bot.commands.options import check_span, span
from bot.errors import UsageError
from bot.exports import focus as focus_file
from bot.exports.file import new_file
from bot.ledger.days import days
from bot.ledger.tables import daily_cost

_STDOUT = Path("-")


@click.group(short_help="Write the ledger's charges to a file.")
def command() -> None:
    """Write to a file what may leave the house; people do not, in any form."""


@command.command()
@span
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), required=True, help="The file; - is stdout.")
@click.option("--force", is_flag=True, help="Replace the file where it is there.")
def focus(since: date | None, until: date | None, target: Path, force: bool) -> None:
    """Write the charges of the UTC days from --since (in) to --until (out), by default all, as a FOCUS 1.2 CSV file.

    Charges that would count twice are left out, and so are those nobody knows the billed cost of. Team, workflow and
    what else FOCUS has no column for stand in columns that begin with x_. `import focus` reads the file into another
    ledger to the same totals; into this one it would count the charges of the APIs a second time.
    """
    check_span(since, until)
    bot = app.build()
    with _opened(target, replace=force) as out, bot.database.reading() as connection:
        wanted = list(days(connection, daily_cost.c.day, since=since, until=until))
        with output.progress("Writing charges", len(wanted)) as advance:
            done = focus_file.write(connection, out, wanted, advance)
    if done.left_out:
        click.echo(f"Left out: {done.left_out:,} charges whose billed cost is not known", err=True)
    where = "" if target == _STDOUT else f" in {target}"
    click.echo(f"{done.rows:,} charges{where}", err=target == _STDOUT)


@contextmanager
def _opened(target: Path, *, replace: bool) -> Iterator[TextIO]:
    if target != _STDOUT:
        with new_file(target, replace=replace) as file:
            yield file
        return
    if sys.stdout is None:
        raise UsageError("There is no stdout to write to; name a file with -o")
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        yield out
        out.flush()
    finally:
        out.detach()
