"""`denominator allocation explain|backlog|rules`."""

from __future__ import annotations

import click

from bot.commands import allocation_explain


@click.group(short_help="Say whose the spend is, why, and what is nobody's.")
def command() -> None:
    """Say whose the spend is and why, what the rules claim, and what nobody has claimed yet."""


command.add_command(allocation_explain.explain)
