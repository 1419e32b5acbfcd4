"""`denominator allocation explain|backlog|rules|rebuild`."""

from __future__ import annotations

import click

from bot.commands import allocation_backlog, allocation_explain, allocation_rebuild, allocation_rules


@click.group(short_help="Say whose the spend is, why, and what is nobody's.")
def command() -> None:
    """Say whose the spend is and why, what the rules claim, and what nobody has claimed yet."""


for _one in (allocation_explain, allocation_backlog, allocation_rules, allocation_rebuild):
    command.add_command(_one.command)
