"""`denominator org check|apply|export`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from bot import app, orgfile
from bot.commands import output
from bot.commands.org_apply import apply_org
from bot.commands.org_people import people
from bot.commands.org_staff import staff
from bot.errors import ImportRefusedError, OrgFileError
from bot.facts.org import Org
from bot.ledger import orgs
from bot.providers import rate_table

_FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group(short_help="Check, apply and export the org file.")
def command() -> None:
    """Teams, people, workflows, whose money is whose, budgets, prices and invoices, from one TOML file."""


@command.command()
@_FILE
def check(file: Path) -> None:
    """Say whether FILE can be applied; touches nothing."""
    org = _read(file)
    parts = {
        "teams": org.teams,
        "people": org.people,
        "workflows": org.workflows,
        "pools": org.pools,
        "rules": org.rules,
        "overlaps": org.overlaps,
        "budgets": org.budgets,
        "prices": org.prices,
        "invoices": org.invoices,
        "connections": org.connections,
        "benefits": org.benefits,
        "overrides": org.overrides,
        "spans expected": org.expected,
    }
    counts = ", ".join(f"{len(found)} {noun}" for noun, found in parts.items())
    click.echo(f"{file}: {counts}; it can be applied")


@command.command()
@_FILE
@click.option("--yes", is_flag=True, help="Do not ask.")
def apply(file: Path, yes: bool) -> None:
    """Print what FILE would change, ask, and change it; applying it again changes nothing."""
    new = _read(file)
    bot = app.build(may_migrate=True)
    with bot.database.reading() as connection:
        old = orgs.current(connection).org
    plan = orgfile.plan(old, new)
    if not plan:
        click.echo("Nothing to change: the organisation is as the file says.")
        return
    for line in plan:
        output.line(line)
    if not yes:
        click.confirm(f"Apply these {len(plan)} changes?", abort=True)
    click.echo(apply_org(bot, new))


@command.command()
def export() -> None:
    """Print the organisation in force as an org file."""
    bot = app.build()
    with bot.database.reading() as connection:
        click.echo(orgfile.write(orgs.current(connection).org), nl=False)


command.add_command(people)
command.add_command(staff)


def _read(file: Path) -> Org:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise OrgFileError(f"{file} does not exist; start from org.example.toml") from None
    except OSError as error:
        raise OrgFileError(f"{file} cannot be read ({error.strerror}); name the org file") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise OrgFileError(f"{file}:{line}: the line is not UTF-8; save the file in UTF-8") from None
    org = orgfile.read(text, file.name)
    if org.fx is not None and org.fx.rates:
        try:
            rate_table.source(org.fx).rates((), since=date.min)
        except ImportRefusedError as error:
            place = f"; its path begins in the folder Denominator runs in, here {Path.cwd()}"
            raise OrgFileError(f"{file}: [fx] rates: {error}{place}") from None
    return org
