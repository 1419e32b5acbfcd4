"""The Slack app as data. `app.manifest.yml` is the Socket Mode form of it, held equal by a test.

Limits of each field: Slack's manifest schema v2.
"""

from __future__ import annotations

from typing import Any

COMMAND = "/ai-outcome"
SCOPES = ("chat:write", "commands", "users:read", "users:read.email")
"""Post, be called, and match the people of the org file."""
OPTIONAL_SCOPES = (
    "channels:history",
    "channels:read",
    "groups:history",
    "groups:read",
    "im:history",
)
"""Everything works without these. The history scopes let the app look before it speaks again when an answer of Slack
was lost; the read scopes let `doctor` see whether the app is in a channel."""
GLOBAL_SHORTCUT = "log_outcome_global"
MESSAGE_SHORTCUT = "log_outcome_message"
EVENTS = ("app_home_opened", "app_uninstalled", "tokens_revoked")
PATH = "/slack/events"


def manifest(url: str | None = None) -> dict[str, Any]:
    """The manifest for Socket Mode, or for HTTP where a public address is given (without a path)."""
    endpoint = None if url is None else url.rstrip("/") + PATH
    command: dict[str, Any] = {
        "command": COMMAND,
        "description": "Log what got done with AI, or answer a budget alert",
        "usage_hint": "3 | refunds 12 4h https://… | justify | status | help",
        "should_escape": True,
    }
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if endpoint is not None:
        command["url"] = endpoint
        events["request_url"] = endpoint
        interactivity["request_url"] = endpoint
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Denominator",
            "description": "What did the AI bill buy? Cost per outcome for each team, each week.",
            "background_color": "#0b6b57",
            "long_description": (
                "Denominator posts one weekly message per team: what finished, and what each outcome cost in AI, "
                "against the team's own baseline. Anyone logs an outcome with /ai-outcome in seconds. The owner of a "
                "budget gets one direct message when a threshold is crossed and answers it there. Nobody is ranked. "
                "It runs on your own machine, and its data stay there."
            ),
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "denominator", "always_online": True},
            "slash_commands": [command],
            "shortcuts": [
                {
                    "name": "Log an AI outcome",
                    "type": "global",
                    "callback_id": GLOBAL_SHORTCUT,
                    "description": "Record something that got done with AI",
                },
                {
                    "name": "Log as AI outcome",
                    "type": "message",
                    "callback_id": MESSAGE_SHORTCUT,
                    "description": "Record this message as the evidence of an outcome",
                },
            ],
        },
        "oauth_config": {
            "scopes": {"bot": [*SCOPES, *OPTIONAL_SCOPES], "bot_optional": list(OPTIONAL_SCOPES)},
        },
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": endpoint is None,
            "token_rotation_enabled": False,
        },
    }
