"""`denominator doctor`."""

from __future__ import annotations

import dataclasses

import click

from bot import app
from bot.commands import output
from bot.commands.options import json_output
from bot.doctor import examine
from bot.errors import CheckFailedError


@click.command(short_help="Say in a sentence each what is wrong and what to do.")
@json_output
def command(json_wanted: bool) -> None:
    """Check the database, the providers, how fresh their figures are, and the organisation; exit 1 if any fails."""
    checks = examine(app.build(may_migrate=True))
    ok = all(check.ok for check in checks)
    if json_wanted:
        output.as_json({"ok": ok, "checks": [dataclasses.asdict(check) for check in checks]})
    else:
        for check in checks:
            click.echo(f"{'✓' if check.ok else '✗'} {check.says}")
    if not ok:
        failed = sum(not check.ok for check in checks)
        raise CheckFailedError(f"{failed} of {len(checks)} checks need you; each line says what to do")
