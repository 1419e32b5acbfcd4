"""`denominator web`."""

from __future__ import annotations

import click

from bot import app
from bot.listening import listening


@click.command(short_help="Serve the web pages.")
def command() -> None:
    """Serve the pages on HOST:PORT: /healthz, /readyz, /metrics. Any number of these may run side by side."""
    bot = app.build(may_migrate=True)
    app.serve(bot, listening(bot.settings.host, bot.settings.port))
