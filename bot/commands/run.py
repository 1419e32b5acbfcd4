"""`denominator run`."""

from __future__ import annotations

import click

from bot import app
from bot.listening import listening


@click.command(short_help="Everything in one process: web pages and timetable.")
def command() -> None:
    """Run everything in one process: the timetable, and the pages on HOST:PORT. Stop with Ctrl-C."""
    bot = app.build(may_migrate=True)
    listener = listening(bot.settings.host, bot.settings.port)
    scheduler = app.timetable(bot)
    scheduler.start()
    try:
        app.serve(bot, listener)
    finally:
        scheduler.shutdown(wait=False)
