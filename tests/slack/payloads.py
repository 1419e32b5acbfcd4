"""The payloads Slack sends, complete enough that nobody can tell them from real ones (slack.md 2 and 3.2)."""

from __future__ import annotations

from typing import Any

from tests.slack.facts import APP, BOT_USER, TEAM, Channel, Message, Person, View

_TEAM = {"id": TEAM, "domain": "larkspur"}
_COMMON = {"api_app_id": APP, "token": "legacy", "enterprise": None, "is_enterprise_install": False, "team": _TEAM}


def command(
    name: str, text: str, person: Person, channel: Channel, *, trigger_id: str, response_url: str
) -> dict[str, Any]:
    """The fields of a slash command."""
    return {
        "token": "legacy",
        "team_id": TEAM,
        "team_domain": "larkspur",
        "channel_id": channel.id,
        "channel_name": _name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def pressed(
    action: dict[str, Any], person: Person, *, trigger_id: str, where: Message | View, response_url: str, channel: str
) -> dict[str, Any]:
    """block_actions: of an ephemeral message Slack sends the container alone, of a view the view and its hash."""
    body = {**_COMMON, "type": "block_actions", "user": _user(person), "trigger_id": trigger_id, "actions": [action]}
    if isinstance(where, View):
        return body | {"container": {"type": "view", "view_id": where.id}, "view": where.shown()}
    container = {
        "type": "message",
        "message_ts": where.ts,
        "channel_id": where.channel,
        "is_ephemeral": where.ephemeral_to is not None,
    }
    body |= {
        "container": container,
        "channel": {"id": where.channel, "name": channel},
        "state": {"values": {}},
        "response_url": response_url,
    }
    return body if where.ephemeral_to else body | {"message": where.shown()}


def submitted(view: View, person: Person, *, trigger_id: str) -> dict[str, Any]:
    """view_submission."""
    shown = view.shown()
    return {
        **_COMMON,
        "type": "view_submission",
        "user": _user(person),
        "trigger_id": trigger_id,
        "view": shown,
        "response_urls": [],
    }


def closed(view: View, person: Person, *, is_cleared: bool) -> dict[str, Any]:
    """view_closed."""
    return {**_COMMON, "type": "view_closed", "user": _user(person), "view": view.shown(), "is_cleared": is_cleared}


def global_shortcut(callback_id: str, person: Person, *, trigger_id: str, action_ts: str) -> dict[str, Any]:
    return {
        **_COMMON,
        "type": "shortcut",
        "callback_id": callback_id,
        "user": _user(person),
        "trigger_id": trigger_id,
        "action_ts": action_ts,
    }


def message_shortcut(
    callback_id: str, message: Message, person: Person, *, trigger_id: str, response_url: str, channel: Channel
) -> dict[str, Any]:
    return {
        **_COMMON,
        "type": "message_action",
        "callback_id": callback_id,
        "user": _user(person),
        "trigger_id": trigger_id,
        "response_url": response_url,
        "message_ts": message.ts,
        "action_ts": message.ts,
        "channel": {"id": channel.id, "name": _name(channel)},
        "message": message.shown(),
    }


def event(event: dict[str, Any], *, event_id: str, at: float) -> dict[str, Any]:
    """An event_callback around an event."""
    return {
        "type": "event_callback",
        "token": "legacy",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": {**event, "event_ts": f"{at:.6f}"},
        "event_id": event_id,
        "event_time": int(at),
        "is_ext_shared_channel": False,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
    }


def _user(person: Person) -> dict[str, Any]:
    return {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team}


def _name(channel: Channel) -> str:
    return "directmessage" if channel.user else "privategroup" if channel.private else channel.name
