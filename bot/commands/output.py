"""How commands speak: JSON alone on stdout, progress and words for people on stderr."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from threading import Lock
from typing import Any

import click

from bot.errors import CheckFailedError
from bot.facts.check import Check
from bot.facts.money import plain
from bot.surfaces.columns import clean, padded, padded_left, width, wrapped

_NARROWEST = 20


def as_json(value: Any) -> None:
    """Print a value in the form of design.md 4.1: money as exact decimal strings, dates ISO, unknown null."""
    click.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = (), wrap: bool = False
) -> None:
    """Print rows under their columns, those named in `right` set to the right; names in them may hold anything.

    With `wrap` the cells of the last column are broken between words to fit the terminal.
    """
    cleaned = [[clean(str(cell)) for cell in row] for row in rows]
    widths = [max(width(row[i]) for row in [columns, *cleaned]) for i in range(len(columns))]
    if wrap:
        widths[-1] = min(widths[-1], max(_columns() - sum(widths[:-1]) - 2 * len(widths[:-1]), _NARROWEST))
    for row in [columns, ["─" * each for each in widths], *cleaned]:
        *firsts, last = row
        parts = wrapped(last, widths[-1]) if wrap else [last]
        for cells in [[*firsts, parts[0]], *([""] * len(firsts) + [part] for part in parts[1:])]:
            done = [
                padded_left(cell, each) if name in right else padded(cell, each)
                for cell, each, name in zip(cells, widths, columns, strict=True)
            ]
            click.echo("  ".join(done).rstrip())


def line(text: str, *, err: bool = False) -> None:
    """Print a sentence on a line of its own; names in it may hold anything."""
    click.echo(clean(text), err=err)


def words(text: str, *, indent: int = 0) -> None:
    """Print a sentence on lines that fit the terminal, all but the first set in; names in it may hold anything."""
    room = max(_columns() - indent, _NARROWEST)
    first, *others = wrapped(text, room)
    click.echo("\n".join([first, *(" " * indent + line for line in others)]))


def checks(found: Sequence[Check], *, json_wanted: bool, failed: str) -> None:
    """Print each check as a line, or all as JSON; CheckFailedError where one does not hold: `3 of 9 <failed>; …`."""
    wrong = sum(not check.ok for check in found)
    if json_wanted:
        as_json({"ok": not wrong, "checks": [dataclasses.asdict(check) for check in found]})
    else:
        for check in found:
            line(f"{'✓' if check.ok else '✗'} {check.says}")
    if wrong:
        raise CheckFailedError(f"{wrong} of {len(found)} {failed}; each line says what to do")


@contextmanager
def progress(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, one plain line when done elsewhere; any thread may say which steps it has just made."""
    turn = Lock()
    if sys.stderr.isatty():
        with click.progressbar(length=length, label=label, file=sys.stderr) as bar:

            def advance(steps: int) -> None:
                with turn:
                    bar.update(steps)

            yield advance
    else:
        yield lambda _: None
        click.echo(f"{label}: done", err=True)


def _columns() -> int:
    return shutil.get_terminal_size().columns


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
