from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.manifest import COMMAND, OPTIONAL_SCOPES, PATH, SCOPES, manifest

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
