"""`denominator migrate`."""

from __future__ import annotations

import click

from bot import settings
from bot.ledger.db import Database
from bot.ledger.migrate import migrate, shown


@click.command(short_help="Bring the database to the tables this version needs.")
def command() -> None:
    """Bring the database of DATABASE_URL to the tables this version needs; harmless to run again."""
    database = Database(settings.load().database_url)
    changed = migrate(database)
    click.echo(f"{shown(database)}: {'brought up to date' if changed else 'already up to date'}")
