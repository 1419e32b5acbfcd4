"""`denominator manifest`."""

from __future__ import annotations

import click

from bot.commands import output
from bot.errors import UsageError
from bot.manifest import manifest


@click.command(short_help="Print the Slack app's manifest.")
@click.option("--url", help="Your public https address: the manifest for HTTP instead of Socket Mode.")
def command(url: str | None) -> None:
    """Print the Slack app's manifest as JSON, to paste at api.slack.com/apps under "From a manifest".

    Without --url it is that of app.manifest.yml: Socket Mode, which needs no public address.
    """
    if url is not None and not url.startswith("https://"):
        raise UsageError("Slack calls public https addresses only; give --url https://your.address")
    output.as_json(manifest(url))
