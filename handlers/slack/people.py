"""Who is speaking: from an id on Slack to the e-mail the organisation knows, asked for once."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.facts.org import Org
from bot.ledger import directory, orgs
from bot.runtime import Bot


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who speaks, and the team they speak for.

    `team` is the one whose channel it is, else the only one the person is in today, else None.
    """

    person: str
    team: str | None
    org: Org


def person_of(bot: Bot, client: WebClient, user: str) -> str:
    """The e-mail of somebody on Slack; where Slack does not tell it, a word that stands for them all the same."""
    with bot.database.reading() as connection:
        known = directory.by_slack_id(connection, user)
    return _asked(bot, client, user) if known is None else known.email


def caller_of(bot: Bot, client: WebClient, user: str, channel: str | None) -> Caller:
    """Who speaks in a channel, read in one step: a slow ledger is asked as seldom as possible."""
    with bot.database.reading() as connection:
        known = directory.by_slack_id(connection, user)
        org = orgs.current(connection).org
    person = _asked(bot, client, user) if known is None else known.email
    here = (team.slug for team in org.teams if channel and team.channel == channel)
    return Caller(person=person, team=next(here, None) or _only_team(org, bot, person), org=org)


def _asked(bot: Bot, client: WebClient, user: str) -> str:
    email = _email(client, user)
    if email is None:
        return f"slack:{user}"
    with bot.database.writing() as connection:
        directory.remember(connection, bot.pseudonym(email), email, user)
    return email


def _only_team(org: Org, bot: Bot, person: str) -> str | None:
    today = bot.now().date()
    teams = [team.slug for team in org.teams if person in org.members(team.slug, today)]
    return teams[0] if len(teams) == 1 else None


def _email(client: WebClient, user: str) -> str | None:
    try:
        found = client.users_info(user=user)
    except (SlackApiError, SlackClientError, OSError):
        return None
    profile = (found.get("user") or {}).get("profile") or {}
    email = profile.get("email")
    return email.strip().casefold() if isinstance(email, str) and email.strip() else None
