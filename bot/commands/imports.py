"""`denominator import …`: each kind of file is a line in `KINDS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import click

from bot import app, bills
from bot.bills import Imported
from bot.commands import output
from bot.errors import UsageError
from bot.facts.left_out import by_service
from bot.facts.money import plain

_TOGETHER = """

    The files of one command belong together. A fault in any of them refuses them all, with file, line and column, and
    changes nothing. Importing again changes nothing.
"""


@dataclass(frozen=True)
class Kind:
    """One kind of file: its word, what reads it, what `--help` says of it, and why rows of it, if any, are left out."""

    word: str
    reads: Callable[..., Imported]
    says: str
    leaves_out: str = ""


KINDS = (
    Kind(
        "focus",
        bills.import_focus,
        "Read FOCUS 1.0 to 1.4 bills: CSV, plain or gzip, or Parquet.",
        leaves_out="as [[bill]] in the org file says",
    ),
    Kind("csv", bills.import_csv, "Read CSV of your own: one charge a row, see example.csv."),
    Kind(
        "github",
        bills.import_github,
        "Read GitHub's AI usage report of Copilot, as CSV.",
        leaves_out="for other products than Copilot",
    ),
)


@click.group(short_help="Read billing files into the ledger.")
def command() -> None:
    """Read files into the ledger: each account's month they hold is replaced as a whole."""


def _of(kind: Kind) -> click.Command:
    @click.command(kind.word, help=kind.says + _TOGETHER, short_help=kind.says)
    @click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
    def read(files: tuple[Path, ...]) -> None:
        if not all(path.name for path in files):
            raise UsageError("The name of a file is empty, or a folder; name the billing files")
        bot = app.build(may_migrate=True)
        with output.progress("Reading billing files", bills.size(files)) as advance:
            done = kind.reads(bot.database, files, now=bot.now(), pseudonym=bot.pseudonym, progress=advance)
        _say(done, kind)

    return read


for _kind in KINDS:
    command.add_command(_of(_kind))


def _say(done: Imported, kind: Kind) -> None:
    click.echo(
        f"{_rows(done.rows)} in {done.scopes:,} {'bill' if done.scopes == 1 else 'bills'}, {done.period.shown()}: "
        f"{done.added:,} added, {done.removed:,} removed, {done.restated:,} days restated"
    )
    for slug, spans in groupby(done.emptied, lambda one: one[0]):
        days = ", ".join(span.shown() for _, span in spans)
        output.line(
            f"{slug} had charges on {days} and has none there now; where the files are only a part of the month, "
            "import all of it together"
        )
    if done.repeated:
        click.echo(f"{_rows(done.repeated)} stood there again under the same id, and count once")
    if done.left_out:
        found = by_service(done.left_out)
        click.echo(f"Left out, {kind.leaves_out}: {_rows(sum(one.rows for one in found))}")
        output.table(
            ("provider", "service", "rows", "billed", "currency"),
            [(one.provider, one.service or "–", f"{one.rows:,}", plain(one.billed), one.currency) for one in found],
            right=("rows", "billed"),
        )


def _rows(number: int) -> str:
    return f"{number:,} {'row' if number == 1 else 'rows'}"
