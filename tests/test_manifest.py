from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient

from bot import app, settings
from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from bot.manifest import (
    COMMAND,
    EVENTS,
    GLOBAL_SHORTCUT,
    MESSAGE_SHORTCUT,
    OPTIONAL_SCOPES,
    PATH,
    SCOPES,
    manifest,
)
from handlers.outcome import MOVE, OPEN, UNDO
from handlers.slack import slack_app
from handlers.slack.forms import JUSTIFICATION_FORM, OUTCOME_FORM
from handlers.why import WHY
from reports.alert import JUSTIFY

ROOT = Path(__file__).parent.parent
FORMS = [manifest(), manifest("https://ai.acme.example/")]
URL = f"https://ai.acme.example{PATH}"


def test_the_file_is_the_socket_mode_form() -> None:
    assert yaml.safe_load((ROOT / "app.manifest.yml").read_text(encoding="utf-8")) == manifest()


def test_over_http_every_address_is_given_and_socket_mode_is_off() -> None:
    over_http = manifest("https://ai.acme.example/")
    assert [command["url"] for command in over_http["features"]["slash_commands"]] == [URL]
    assert over_http["settings"]["event_subscriptions"]["request_url"] == URL
    assert over_http["settings"]["interactivity"]["request_url"] == URL
    assert over_http["settings"]["socket_mode_enabled"] is False


@pytest.mark.parametrize("form", FORMS)
def test_every_field_keeps_slacks_limit(form: dict[str, Any]) -> None:
    about, features = form["display_information"], form["features"]
    assert 1 <= len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-f]{6}", about["background_color"])
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", features["bot_user"]["display_name"])
    assert len(features["slash_commands"]) <= 50
    for command in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert 1 <= len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    assert len(features["shortcuts"]) <= 10
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert len(shortcut["callback_id"]) <= 255
        assert shortcut["type"] in {"global", "message"}
    scopes = form["oauth_config"]["scopes"]
    assert len(scopes["bot"]) <= 255
    assert set(scopes["bot_optional"]) <= set(scopes["bot"])
    assert len(form["settings"]["event_subscriptions"]["bot_events"]) <= 100


def test_the_scopes_are_the_design_s_and_no_more() -> None:
    assert set(SCOPES) == {"chat:write", "commands", "users:read", "users:read.email"}
    assert all(scope.endswith((":read", ":history")) for scope in OPTIONAL_SCOPES)
    assert COMMAND == "/ai-outcome"


NEEDED = {
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_replies": {"channels:history", "groups:history", "im:history"},
    "users_info": {"users:read", "users:read.email"},
    "users_lookupByEmail": {"users:read.email"},
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
}
"""The scopes of each method of the Web API that is called (slack.md 3)."""


def sources() -> str:
    """The whole program, as far as it may know Slack."""
    files = [path for folder in ("bot", "handlers") for path in (ROOT / folder).rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files if "bench" not in path.parts)


def test_every_scope_is_needed_by_what_is_called_and_none_is_missing() -> None:
    methods = "|".join(name for name in dir(WebClient) if "_" in name and not name.startswith("_"))
    called = set(re.findall(rf"\.({methods})\b", sources())) - {"api_call", "create_copy"}
    called -= {"retry_handlers", "base_url"}
    assert called == set(NEEDED)
    assert {*SCOPES, *OPTIONAL_SCOPES} - {"commands"} == set().union(*NEEDED.values())


@pytest.fixture(scope="module")
def bolt(tmp_path_factory: pytest.TempPathFactory) -> App:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('manifest')}/denominator.db")
    migrate(database)
    chosen = settings.load(database_url=database.url.render_as_string(), pseudonym_key="0123456789abcdef")
    database.close()
    return slack_app(app.build(chosen, accounts=()), WebClient("xoxb-1"))


def listens(bolt: App, body: dict[str, Any]) -> str | None:
    """The listener that Bolt would hand a body to, by name."""
    request = BoltRequest(mode="socket_mode", body=body)
    response = BoltResponse(status=200)
    for listener in bolt._listeners:
        if listener.matches(req=request, resp=response):
            found = listener.lazy_functions[0]
            return f"{found.__module__}.{found.__qualname__}"
    return None


def test_whatever_the_manifest_subscribes_to_is_answered(bolt: App) -> None:
    features, events = manifest()["features"], manifest()["settings"]["event_subscriptions"]["bot_events"]
    for command in features["slash_commands"]:
        assert listens(bolt, {"command": command["command"]})
    for shortcut in features["shortcuts"]:
        kind = {"global": "shortcut", "message": "message_action"}[shortcut["type"]]
        assert listens(bolt, {"type": kind, "callback_id": shortcut["callback_id"]})
    for event in events:
        assert listens(bolt, {"type": "event_callback", "event": {"type": event}})


def test_nothing_is_answered_that_the_manifest_does_not_subscribe_to(bolt: App) -> None:
    assert listens(bolt, {"command": "/another"}) is None
    assert listens(bolt, {"type": "shortcut", "callback_id": "another"}) is None
    assert listens(bolt, {"type": "event_callback", "event": {"type": "message"}}) is None
    answered = {COMMAND, GLOBAL_SHORTCUT, MESSAGE_SHORTCUT, *EVENTS, *FORMS_SENT, *BUTTONS.values()}
    old = 2  # any button and any form of an earlier version
    assert len(bolt._listeners) == len(answered) + old


FORMS_SENT = (OUTCOME_FORM, JUSTIFICATION_FORM)
BUTTONS = {"UNDO": UNDO, "MOVE": MOVE, "OPEN": OPEN, "JUSTIFY": JUSTIFY, "WHY": WHY}


def test_every_form_and_every_button_that_is_shown_has_its_own_answer(bolt: App) -> None:
    for callback_id in FORMS_SENT:
        assert listens(bolt, {"type": "view_submission", "view": {"type": "modal", "callback_id": callback_id}})
    stale = listens(bolt, pressed("a.retired"))
    assert stale is not None
    assert "stale" in stale
    answers = {listens(bolt, pressed(action)) for action in BUTTONS.values()}
    assert len(answers) == len(BUTTONS)
    assert stale not in answers
    assert {listens(bolt, pressed(f"{action}:3")) for action in BUTTONS.values()} == answers
    shown = set(re.findall(r"Button\(\s*(?:\"([a-z.]+)\"|([A-Z_]+))", sources() + reports()))
    assert {literal or BUTTONS[name] for literal, name in shown} == set(BUTTONS.values())


def reports() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "reports").glob("*.py"))


def pressed(action: str) -> dict[str, Any]:
    return {"type": "block_actions", "actions": [{"type": "button", "action_id": action, "block_id": "b"}]}
