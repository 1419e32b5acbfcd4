"""auth.test, users.*, usergroups.*, apps.connections.open (slack.md 3.6)."""

from __future__ import annotations

from typing import Any

from tests.slack.facts import APP, BOT, BOT_USER, TEAM, Person
from tests.slack.methods.conversations import truth
from tests.slack.methods.method import Args, Desk, Method, page, scope
from tests.slack.refusal import Refused


def auth_test(_desk: Desk, _args: Args) -> dict[str, Any]:
    return {
        "url": "https://larkspur.slack.com/",
        "team": "Larkspur",
        "user": "denominator",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def info(desk: Desk, args: Args) -> dict[str, Any]:
    person = desk.space.people.get(str(args.get("user")))
    if person is None:
        raise Refused("user_not_found")
    return {"user": shown(person, desk)}


def lookup_by_email(desk: Desk, args: Args) -> dict[str, Any]:
    """Case does not matter; somebody who left is not found."""
    email = str(args.get("email", "")).lower()
    for person in desk.space.people.values():
        if person.email and person.email.lower() == email and not person.deleted:
            return {"user": shown(person, desk)}
    raise Refused("users_not_found")


def listed(desk: Desk, args: Args) -> dict[str, Any]:
    people, cursor = page([shown(person, desk) for person in desk.space.people.values()], args, default=1000)
    return {"members": people, "cache_ts": int(desk.space.now()), "response_metadata": {"next_cursor": cursor}}


def groups(desk: Desk, args: Args) -> dict[str, Any]:
    hidden = () if truth(args.get("include_users")) else ("users",)
    return {
        "usergroups": [{key: value for key, value in group.items() if key not in hidden} for group in desk.space.groups]
    }


def connections_open(desk: Desk, _args: Args) -> dict[str, Any]:
    if desk.socket_url is None:
        raise Refused("socket_mode_not_enabled")
    return {"url": desk.socket_url()}


def shown(person: Person, desk: Desk) -> dict[str, Any]:
    """A person as the Web API shows one; the e-mail only where that was granted."""
    profile = {"real_name": person.name.replace(".", " ").title(), "display_name": person.name}
    if person.email and "users:read.email" in desk.scopes:
        profile["email"] = person.email
    return {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "deleted": person.deleted,
        "is_bot": person.is_bot,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        "is_app_user": False,
        "tz": person.timezone,
        "profile": {**profile, **({"api_app_id": APP} if person.is_bot else {})},
    }


METHODS = {
    "auth.test": Method(auth_test),
    "users.info": Method(info, scope("users:read"), form_only=True),
    "users.lookupByEmail": Method(lookup_by_email, scope("users:read.email"), form_only=True),
    "users.list": Method(listed, scope("users:read"), form_only=True),
    "usergroups.list": Method(groups, scope("usergroups:read"), form_only=True),
    "apps.connections.open": Method(connections_open, app_token=True),
}
