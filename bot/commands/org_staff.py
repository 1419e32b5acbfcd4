"""`denominator org staff FILE`."""

from __future__ import annotations

from pathlib import Path

import click

from bot import app
from bot.commands import output
from bot.commands.org_apply import apply_org
from bot.errors import ImportRefusedError
from bot.ledger import orgs
from bot.orgfile.staff import Change, Employee, changes, employees, unmatched, with_changes
from bot.surfaces.columns import clean


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Approve every change.")
def staff(file: Path, yes: bool) -> None:
    """Compare people and teams with a list of staff, and apply what you approve, line by line.

    FILE is CSV with the columns email and team (slug or name), and name and since if it has them. What no change can be
    made of is listed and left as it is. Afterwards `org export` writes the organisation as a file.
    """
    found = _read(file)
    bot = app.build(may_migrate=True)
    today = bot.now().date()
    with bot.database.reading() as connection:
        old = orgs.current(connection).org
    for sentence in unmatched(old, found, today):
        output.line(f"? {sentence}")
    approved = [change for change in changes(old, found, today) if _is_approved(change, yes=yes)]
    if approved:
        click.echo(apply_org(bot, with_changes(old, approved)))
    else:
        click.echo("Nothing was changed.")


def _is_approved(change: Change, *, yes: bool) -> bool:
    if yes:
        output.line(change.says)
    return yes or click.confirm(clean(change.says))


def _read(file: Path) -> tuple[Employee, ...]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return employees(lines, file.name)
    except OSError as error:
        raise ImportRefusedError(f"{file} cannot be read ({error.strerror}); name the list of staff") from None
    except UnicodeDecodeError:
        raise ImportRefusedError(f"{file} is not in UTF-8; export it again as CSV in UTF-8") from None
