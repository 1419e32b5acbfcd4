"""`denominator verify`."""

from __future__ import annotations

import dataclasses

import click

from bot import app, verification
from bot.commands import output
from bot.commands.options import json_output
from bot.errors import CheckFailedError


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
    ok = all(check.ok for check in checks)
    if json_wanted:
        output.as_json({"ok": ok, "checks": [dataclasses.asdict(check) for check in checks]})
    else:
        for check in checks:
            click.echo(f"{'✓' if check.ok else '✗'} {check.says}")
    if not ok:
        failed = sum(not check.ok for check in checks)
        raise CheckFailedError(f"{failed} of {len(checks)} findings do not hold; each line says what to do")
