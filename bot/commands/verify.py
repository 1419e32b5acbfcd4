"""`denominator verify`."""

from __future__ import annotations

import click

from bot import app, verification
from bot.commands import output
from bot.commands.options import json_output


@click.command(short_help="Say what does not hold in the ledger, if anything.")
@json_output
def command(json_wanted: bool) -> None:
    """Check that every cent is placed once and adds up, that the audit log is whole, and that digests are replayable.

    Only reads. Exit 1 when anything does not hold; what a restatement explains is said and holds.
    """
    bot = app.build()
    with (
        bot.database.reading() as connection,
        output.progress("Verifying the ledger", verification.steps(connection)) as advance,
    ):
        checks = verification.verify(connection, advance)
    output.checks(checks, json_wanted=json_wanted, failed="findings do not hold")
