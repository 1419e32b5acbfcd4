"""local-slack (MIT, parvalabs): somebody else's Slack with a user interface, driven as people would."""

from __future__ import annotations

import json
import logging
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import packages
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

from bot.sandbox.company import larkspur

APP_ID, BOT_ID = "A0DENOM", "U0DENOM"
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-local", "xapp-local", "local-signing-secret"
BOT_PORT = 8322
_SLACK_PORT = 3100
_PATIENCE_SECONDS = 20

Found = TypeVar("Found")


class LocalSlack:
    """One workspace: what people do in it, and what they see."""

    def __init__(self) -> None:
        self.url = f"http://127.0.0.1:{_SLACK_PORT}"
        self.users = {person.email: f"U0{number:05d}" for number, person in enumerate(larkspur().people)}
        self._http = httpx.Client(base_url=self.url)
        self._told: list[dict[str, Any]] = []
        self._ui: Connection | None = None

    def command(self, channel: str, user: str, text: str) -> None:
        """Type `/ai-outcome text`."""
        self._control("command", appId=APP_ID, channel=channel, user=user, command="/ai-outcome", text=text)

    def press(self, message: dict[str, Any], user: str, action_id: str) -> None:
        """Press the button of a message."""
        block, button = next(
            (block, element)
            for block in message["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            if element["action_id"].startswith(action_id)
        )
        action = {**button, "block_id": block.get("block_id", "b")}
        self._control(
            "interact", appId=APP_ID, channel=message["channel"], messageTs=message["ts"], user=user, action=action
        )

    def submit(self, user: str, view: dict[str, Any], given: dict[str, str]) -> None:
        """Submit the open form with everything it shows, but for what is given."""
        values: dict[str, Any] = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                values[block["block_id"]] = {element["action_id"]: _filled(element, given.get(block["block_id"]))}
        self._say(t="view_submit", user=user, values=values)

    def open_home(self, user: str) -> None:
        """Open the Home tab."""
        self._control("open-home", appId=APP_ID, user=user)

    def messages(self, channel: str) -> list[dict[str, Any]]:
        """What stands in a channel or in the conversation with a person, oldest first."""
        found = self.state()["messages"].get(channel, [])
        return [{**message, "channel": channel} for message in found]

    def direct(self, user: str) -> str | None:
        """The conversation between the app and a person."""
        for channel in self.state()["channels"]:
            if channel.get("is_im") and user in channel["members"]:
                return str(channel["id"])
        return None

    def form(self) -> dict[str, Any] | None:
        """The form that is open, None where none is."""
        stack = self.state()["modalStack"]
        if not stack:
            return None
        return dict(stack[-1].get("view", stack[-1]))

    def home(self, user: str) -> dict[str, Any] | None:
        """What a person sees in the Home tab."""
        found = self.state()["homeViews"].get(user, {})
        return next(iter(found.values()), None)

    def refusals(self) -> dict[str, str]:
        """What the last submission was refused for, by field."""
        return next((told["errors"] for told in reversed(self._told) if told["t"] == "view_errors"), {})

    def state(self) -> dict[str, Any]:
        """Everything the user interface knows."""
        told: list[dict[str, Any]] = []
        came = threading.Event()

        def listen(text: str) -> None:
            told.append(json.loads(text))
            came.set()

        connection, state = _connected(self.url, listen)
        came.wait(_PATIENCE_SECONDS)
        state.terminated = True
        connection.close()
        return dict(told[0]["state"])

    def wait_for(self, look: Callable[[], Found | None], what: str) -> Found:
        """Look until there is something, or say what did not come."""
        give_up = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < give_up:
            found = look()
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"did not come: {what}\n{json.dumps(self._http.get('/_control/log').json())[-3000:]}")

    def _control(self, verb: str, **given: Any) -> None:
        answer = self._http.post(f"/_control/{verb}", json=given).json()
        assert answer["ok"], (verb, answer)

    def _say(self, **given: Any) -> None:
        if self._ui is None:
            self._ui, _ = _connected(self.url, lambda text: self._told.append(json.loads(text)))
        self._ui.send(json.dumps(given))


@contextmanager
def serving_slack(folder: Path, mode: str) -> Iterator[LocalSlack]:
    """Run a workspace with the company's people and channels, for Socket Mode (`socket`) or HTTP (`events`)."""
    slack = LocalSlack()
    config = folder / "workspace.json"
    config.write_text(json.dumps(_config(slack, mode)))
    arguments = ["--config", str(config), "--port", str(_SLACK_PORT), "--base-host", "127.0.0.1"]
    with (folder / "slack.log").open("w") as log, subprocess.Popen([packages.SLACK, *arguments], stdout=log) as process:
        try:
            slack.wait_for(lambda: _answers(slack.url), "local-slack")
            yield slack
        finally:
            process.terminate()


def _config(slack: LocalSlack, mode: str) -> dict[str, Any]:
    company = larkspur()
    people = [
        {"id": slack.users[person.email], "name": person.email.split("@")[0], "real_name": person.name}
        | {"email": person.email, "tz": "Europe/Berlin"}
        for person in company.people
    ]
    channels = [
        {
            "id": team.channel,
            "name": team.slug,
            "members": [BOT_ID, *(slack.users[person.email] for person in company.people if person.team == team.slug)],
        }
        for team in company.teams
    ]
    app = {
        "appId": APP_ID,
        "botUserId": BOT_ID,
        "botName": "denominator",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SIGNING_SECRET,
        "mode": mode,
        "requestUrl": f"http://127.0.0.1:{BOT_PORT}/slack/events",
    }
    return {"workspace": {"name": company.name}, "app": app, "users": people, "channels": channels}


def _filled(element: dict[str, Any], given: str | None) -> dict[str, Any]:
    kind = element["type"]
    if kind in {"static_select", "radio_buttons"}:
        options = [option for option in element["options"] if option["value"] == given]
        return {"type": kind, "selected_option": options[0] if options else element.get("initial_option")}
    if kind == "datepicker":
        return {"type": kind, "selected_date": given or element.get("initial_date")}
    return {"type": kind, "value": given if given is not None else element.get("initial_value")}


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/_control/state").is_success
    except httpx.TransportError:
        return False


def _connected(url: str, listen: Callable[[str], None]) -> tuple[Connection, ConnectionState]:
    """The user interface's own socket."""
    connection = Connection(
        url=f"{url.replace('http', 'ws')}/ui",
        logger=logging.getLogger("slack_sdk"),
        receive_buffer_size=1 << 20,  # the whole state comes at once
        on_message_listener=listen,
    )
    connection.connect()
    state = ConnectionState()
    threading.Thread(target=connection.run_until_completion, args=(state,), daemon=True).start()
    return connection, state
