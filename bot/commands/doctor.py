"""`denominator doctor`."""

from __future__ import annotations

import click

from bot import app
from bot.commands import output
from bot.commands.options import json_output
from bot.doctor import examine


@click.command(short_help="Say in a sentence each what is wrong and what to do.")
@json_output
def command(json_wanted: bool) -> None:
    """Check the database, the providers, how fresh their figures are, and the organisation; exit 1 if any fails."""
    output.checks(examine(app.build(may_migrate=True)), json_wanted=json_wanted, failed="checks need you")
