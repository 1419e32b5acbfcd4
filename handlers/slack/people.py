"""Who is speaking: from an id on Slack to the e-mail the organisation knows, asked for once.

Only a full member of the workspace the app is installed in is matched with an e-mail. Whoever speaks from another
workspace through a shared channel writes their own e-mail into their profile, so it proves nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.errors import SurfaceUnreachableError, UsageError
from bot.facts.org import Org
from bot.ledger import directory, orgs
from bot.runtime import Bot
from handlers.slack.answers import NOT_ANSWERED, refusal_code

STRANGER = "This app answers members of its own workspace only; ask one of them to log it. Nothing was logged"
GUEST = "Guests of this workspace cannot use this app; ask a full member to log it. Nothing was logged"
TAKEN = (
    "Another Slack account is matched with your e-mail, so nothing was logged; "
    "ask an administrator of the workspace which of the two is yours"
)
NOT_NOW = "Slack does not say just now who you are, so nothing was logged; try again in a minute"

_NOBODY_HERE = {"user_not_found", "user_not_visible", "users_not_found"}

Profile = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who speaks, and the team they speak for.

    `team` is the one whose channel it is, else the only one the person is in today, else None.
    """

    person: str
    team: str | None
    org: Org


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """Where the app is installed; `enterprise` is None outside an Enterprise organisation."""

    team: str
    enterprise: str | None = None


def person_of(bot: Bot, client: WebClient, user: str) -> str:
    """The e-mail of a member; where Slack may not tell it, a word that stands for them all the same.

    Raises UsageError for strangers and guests, SurfaceUnreachableError where Slack did not answer.
    """
    with bot.database.reading() as connection:
        known = directory.by_slack_id(connection, user)
        org = orgs.current(connection).org
    return _asked(bot, client, user, org) if known is None else _called(org, known.email)


def caller_of(bot: Bot, client: WebClient, user: str, channel: str | None) -> Caller:
    """Who speaks in a channel, read in one step (a slow ledger is asked as seldom as possible); as `person_of`."""
    with bot.database.reading() as connection:
        known = directory.by_slack_id(connection, user)
        org = orgs.current(connection).org
    person = _asked(bot, client, user, org) if known is None else _called(org, known.email)
    here = (team.slug for team in org.teams if channel and team.channel == channel)
    return Caller(person=person, team=next(here, None) or _only_team(org, bot, person), org=org)


def refused(profile: Profile, workspace: Workspace) -> str | None:
    """Why somebody is not answered, None for a full member; `profile` is Slack's `user` of users.info."""
    enterprise = (profile.get("enterprise_user") or {}).get("enterprise_id")
    ours = profile.get("team_id") == workspace.team or (
        workspace.enterprise is not None and enterprise == workspace.enterprise
    )
    if not ours or profile.get("is_stranger") or profile.get("is_bot") or profile.get("deleted"):
        return STRANGER
    return GUEST if profile.get("is_restricted") or profile.get("is_ultra_restricted") else None


def _called(org: Org, email: str) -> str:
    """The e-mail under which the organisation knows who has this one."""
    person = org.person(email)
    return email if person is None else person.email


def _asked(bot: Bot, client: WebClient, user: str, org: Org) -> str:
    workspace = _workspace(client)
    profile = _profile(client, user)
    if profile is None:
        return f"slack:{user}"
    refusal = refused(profile, workspace)
    if refusal is not None:
        raise UsageError(refusal)
    email = _email(profile)
    if email is None:
        return f"slack:{user}"
    called = _called(org, email)
    person = bot.pseudonym(called)
    with bot.database.reading() as connection:
        listed = directory.find(connection, person)
    before = listed.slack_id if listed else None
    if before not in {None, user} and _still_is(client, str(before), email, workspace):
        raise UsageError(TAKEN)
    with bot.database.writing() as connection:
        if not directory.remember(connection, person, called, user, instead_of=before):
            raise UsageError(TAKEN)
    return called


def _still_is(client: WebClient, user: str, email: str, workspace: Workspace) -> bool:
    """Whether an id that was matched with an e-mail is still a member's who has it."""
    try:
        profile = _profile(client, user)
    except UsageError:
        return False
    return profile is None or (refused(profile, workspace) is None and _email(profile) == email)


def _profile(client: WebClient, user: str) -> Profile | None:
    """What Slack says of somebody, None where the app may not ask; UsageError where it knows nobody of that id."""
    try:
        return dict(_answer(lambda: client.users_info(user=user))["user"])
    except SlackApiError as error:
        code = refusal_code(error)
        if code == "missing_scope":
            return None
        if code in _NOBODY_HERE:
            raise UsageError(STRANGER) from None
        raise SurfaceUnreachableError(NOT_NOW) from None
    except NOT_ANSWERED:
        raise SurfaceUnreachableError(NOT_NOW) from None


def _workspace(client: WebClient) -> Workspace:
    """Whose token it is: a request from a shared channel may name the workspace of whoever spoke."""
    try:
        found = _answer(client.auth_test)
        return Workspace(team=str(found["team_id"]), enterprise=found.get("enterprise_id") or None)
    except NOT_ANSWERED:
        raise SurfaceUnreachableError(NOT_NOW) from None


def _answer(ask: Callable[[], SlackResponse]) -> dict[str, Any]:
    data = ask().data
    if not isinstance(data, dict):
        raise ValueError("not an object")
    return data


def _email(profile: Profile) -> str | None:
    email = (profile.get("profile") or {}).get("email")
    return email.strip().casefold() if isinstance(email, str) and email.strip() else None


def _only_team(org: Org, bot: Bot, person: str) -> str | None:
    today = bot.now().date()
    teams = [team.slug for team in org.teams if person in org.members(team.slug, today)]
    return teams[0] if len(teams) == 1 else None
