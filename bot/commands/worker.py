"""`denominator worker`."""

from __future__ import annotations

import threading

import click

from bot import app


@click.command(short_help="Run the timetable.")
def command() -> None:
    """Run the timetable: read the providers each hour and publish the digests that are due. Stop with Ctrl-C."""
    bot = app.build(may_migrate=True)
    scheduler = app.timetable(bot)
    scheduler.start()
    try:
        threading.Event().wait()
    finally:
        scheduler.shutdown(wait=False)
