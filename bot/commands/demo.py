"""`denominator demo`."""

from __future__ import annotations

import signal
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
from starlette.applications import Starlette

from bot.demo import company_in_a_box
from bot.demo.desk import Desk
from bot.errors import UsageError
from bot.sandbox.server import PortTakenError, serving
from bot.surfaces import console
from handlers import demo, web
from reports.digest_message import message


@click.command(short_help="The company in a box, in a local page: no account, no network.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option("--once", is_flag=True, help="Print every team's digest and exit.")
@click.option("--port", default=8321, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
def command(no_browser: bool, once: bool, port: int) -> None:
    """A fictional company with 26 weeks of history, read over HTTP from a sandbox of its providers' admin APIs.

    Everything happens on this machine's loopback addresses and in a temporary folder that goes when you stop.
    """
    _stop_as_if_by_hand()
    with (
        tempfile.TemporaryDirectory(prefix="denominator-demo-") as folder,
        company_in_a_box(Path(folder), lambda step: click.echo(f"{step} …", err=True)) as desk,
    ):
        if once:
            click.echo("\n\n".join(console.render(message(digest)).rstrip() for digest in desk.digests()))
            return
        _serve(desk, port, open_browser=not no_browser)


def _stop_as_if_by_hand() -> None:
    """Let a signal to stop unwind the stack as Ctrl-C does, so that the folder goes; one that is ignored stays so."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(number: int, _: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def _serve(desk: Desk, port: int, *, open_browser: bool) -> None:
    page = Starlette(routes=[*web.routes(desk.bot), *demo.routes(desk)])
    try:
        with serving(page, port=port) as url:
            click.echo(f"\nThe company is at {url}  (Ctrl-C stops it and leaves nothing behind)", err=True)
            if open_browser:
                webbrowser.open(url)
            threading.Event().wait()
    except PortTakenError:
        raise UsageError(f"Port {port} is taken; try: denominator demo --port 0") from None
