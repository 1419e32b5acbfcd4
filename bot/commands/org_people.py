"""`denominator org people`."""

from __future__ import annotations

import difflib
import re

import click

from bot import app
from bot.commands import output
from bot.commands.options import json_output
from bot.facts.org import Org
from bot.ledger import directory, orgs
from bot.ledger.pseudonym import is_pseudonym

_ALIKE = 0.8


@click.command()
@json_output
def people(json_wanted: bool) -> None:
    """List whose use is read and who stands in no [[person]] of the org file, and who that probably is.

    By name, never by use. Put what a source calls somebody into their `ids`, and they are one person everywhere;
    nobody is merged unasked.
    """
    bot = app.build()
    with bot.database.reading() as connection:
        org, users, unknown = (
            orgs.current(connection).org,
            directory.users(connection),
            directory.nameless(connection),
        )
    ids = [called for person in org.people for called in (person.email, *person.ids)]
    listed = {called if is_pseudonym(called) else bot.pseudonym(called) for called in ids}
    nameless = len(unknown - listed)
    strangers = [(user, probably(org, user.called)) for user in users if user.person not in listed]
    if json_wanted:
        found = [{"id": user.called, "connections": user.connections, "probably": who} for user, who in strangers]
        output.as_json({"people": found, "nameless": nameless})
        return
    if strangers:
        rows = [(user.called, ", ".join(user.connections), who or "–") for user, who in strangers]
        output.table(("id", "seen at", "probably"), rows)
        count = f"{len(strangers)} of {len(users)} ids stand in no [[person]]"
        click.echo(f"{count}; put each into the ids of whose it is.")
    elif not nameless:
        everybody = f"Everybody whose use is read stands in the org file: {len(users)} ids."
        click.echo(everybody if users else "No use is read of which it is known whose it is.")
    if nameless:
        whose = "person whose use is read stands" if nameless == 1 else "people whose use is read stand"
        click.echo(
            f"{nameless}{' more' if users else ''} {whose} in no [[person]], and no name of them is kept: import the "
            "files again to see it, unless they were erased."
        )


def probably(org: Org, called: str) -> str | None:
    """The e-mail of the one person whose name is like what a source calls somebody; None for nobody or several."""
    wanted = _name(called)
    ratios = {
        person.email: max(_ratio(wanted, _name(one)) for one in (person.email, *person.ids, person.name or ""))
        for person in org.people
    }
    best = max(ratios.values(), default=0.0)
    likely = [email for email, ratio in ratios.items() if ratio == best]
    return likely[0] if best >= _ALIKE and len(likely) == 1 else None


def _name(called: str) -> str:
    """What of an e-mail or a login is a name: `anasilva` of `github:Ana-Silva`."""
    return re.sub(r"[^a-z]", "", called.rpartition(":")[2].partition("@")[0].casefold())


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio() if one and other else 0.0
