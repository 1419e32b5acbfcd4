"""`denominator digest`."""

from __future__ import annotations

from collections.abc import Callable

import click

from bot import app, jobs
from bot.commands import output, posting
from bot.commands.options import closed_week
from bot.errors import SurfaceError, UnknownNameError, UsageError
from bot.facts.delivery import digest_key
from bot.facts.org import Org
from bot.facts.periods import Week, last_closed_week
from bot.ledger import orgs
from bot.runtime import Bot
from bot.surfaces import browser
from bot.surfaces.console import render
from reports.digest import Digest
from reports.digest_message import message
from reports.digest_reading import build, shown_teams
from reports.snapshot import to_json

_FORMATS: dict[str, Callable[[Digest], str]] = {
    "text": lambda digest: render(message(digest)),
    "json": to_json,
    "html": lambda digest: browser.render(message(digest)),
}


@click.command(short_help="Build the weekly digest of a team.")
@click.option("--team", "team", help="The team's slug; its folded-in teams are included.")
@click.option("--all", "everyone", is_flag=True, help="Every team that has a digest of its own.")
@click.option("--week", "week_text", help="A closed week like 2026-W46; the newest by default.")
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="text", show_default=True)
@click.option("--post", is_flag=True, help="Post it now in the team's channel, once.")
def command(team: str | None, everyone: bool, week_text: str | None, form: str, post: bool) -> None:
    """Build a team's digest of a closed week from the ledger as it is now; nothing is published without --post.

    With --post what was published already is printed and posted as it was, and what was posted already is not posted
    again; one that could not be posted, or nobody knows of, is.
    """
    if (team is None) == (not everyone):
        raise UsageError("Say which digest: --team SLUG, or --all")
    bot = app.build()
    newest = last_closed_week(bot.now())
    week = newest if week_text is None else closed_week(week_text, newest)
    with bot.database.reading() as connection:
        org = orgs.current(connection).org
        teams = [one.slug for one in shown_teams(org, week)] if team is None else [_known(org, team)]
        built = () if post else build(connection, week, teams)
    if post:
        built = tuple(jobs.post(bot, week, teams))
    if not teams:
        output.line(_nobody(org, week), err=True)
    if form == "json":
        found = ",\n".join(to_json(digest) for digest in built)
        click.echo(found if team else f"[{found}]")
    elif built:
        click.echo("\n\n".join(_FORMATS[form](digest).rstrip() for digest in built))
    if post:
        _post(bot, org, week, teams)


def _post(bot: Bot, org: Org, week: Week, teams: list[str]) -> None:
    keys = {digest_key(slug, week): slug for slug in teams}
    unsaid = posting.carry(bot, keys)
    for key, slug in keys.items():
        team = org.team(slug)
        assert team is not None
        output.line(f"{team.name}: {unsaid.get(key) or f'posted in {team.channel}'}", err=True)
    if unsaid:
        raise SurfaceError(f"{len(unsaid)} of {len(keys)} digests were not posted; each line says what to do")


def _nobody(org: Org, week: Week) -> str:
    """Why no team has a digest of its own."""
    if not org.teams:
        return "There are no teams yet, and so no digest; run: denominator org apply org.toml"
    return (
        f"No team has a digest of {week}: each has fewer than {org.policy.fewest_shown} people, with those below it, "
        "and nothing is said of so few."
    )


def _known(org: Org, team: str) -> str:
    if org.team(team) is None:
        known = ", ".join(sorted(one.slug for one in org.teams)) or "none yet; apply an org file first"
        raise UnknownNameError(f"There is no team {team!r}; there are: {known}")
    return team
