"""`denominator why`."""

from __future__ import annotations

import click
from sqlalchemy import Connection

from bot import app
from bot.commands import output
from bot.commands.options import closed_week
from bot.errors import UnknownNameError
from bot.facts.org import Org
from bot.facts.periods import Week, last_closed_week
from bot.facts.workflow_names import meant
from bot.ledger import digests, orgs
from bot.surfaces.console import render
from bot.value.people import folds
from reports import why
from reports.digest import Digest
from reports.digest_reading import build
from reports.snapshot import from_json


@click.command(short_help="Print the arithmetic behind a digest, line by line.")
@click.argument("word", metavar="TEAM|WORKFLOW")
@click.option("--week", "week_text", help="A closed week like 2026-W46; the newest by default.")
def command(word: str, week_text: str | None) -> None:
    """Say how every figure of a team's or a workflow's week was made: inputs, dates, sources, method.

    A week that was published is explained as it was published, another one as the ledger is now.
    """
    bot = app.build()
    newest = last_closed_week(bot.now())
    week = newest if week_text is None else closed_week(week_text, newest)
    with bot.database.reading() as connection:
        org = orgs.current(connection).org
        team, workflow = _meant(org, word, week)
        published, digest = _digest(connection, team, week)
    click.echo(render(why.message(digest, workflow)).rstrip())
    if not published:
        output.line(f"\nThe digest of {week} is not published yet: these are the figures as the ledger is now.")


def _meant(org: Org, word: str, week: Week) -> tuple[str, str | None]:
    """The team whose digest is meant, and the workflow where one is, by whatever it may be called."""
    places = folds(org, week.period.last_day)
    slugs = () if org.team(word) else meant(word, org.workflows)
    if len(slugs) > 1:
        raise UnknownNameError(f"{word!r} may be {' or '.join(slugs)}; type the one you mean")
    workflow = org.workflow(slugs[0]) if slugs else None
    team = workflow.team if workflow else word
    if org.team(team) is None:
        known = ", ".join(sorted({*(one.slug for one in org.teams), *(one.slug for one in org.workflows)}))
        raise UnknownNameError(f"There is no team and no workflow {word!r}; there are: {known or 'none yet'}")
    shown = places.get(team)
    if shown is None or (workflow and shown != team):
        raise UnknownNameError(f"{word} is of too few people to be shown alone, so there are no figures to explain")
    return shown, workflow.slug if workflow else None


def _digest(connection: Connection, team: str, week: Week) -> tuple[bool, Digest]:
    document = digests.find(connection, team, week)
    if document is not None:
        return True, from_json(Digest, document)
    return False, build(connection, week, [team])[0]
