"""`denominator allocation rebuild`."""

from __future__ import annotations

import click

from bot import app
from bot.ledger.placing import place_again


@click.command("rebuild", short_help="Place every charge anew and make the rollups anew.")
def command() -> None:
    """Place every charge anew under the org file in force, and make anew what reports read.

    Nothing should ever need it: it is for when `verify` finds a place or a rollup that is not what it should be. No
    charge changes. Others wait with what they write until it is done.
    """
    with app.build().database.writing() as connection:
        place_again(connection)
    click.echo(
        "Every charge was placed anew, and the rollups were made anew; denominator verify says whether they hold."
    )
