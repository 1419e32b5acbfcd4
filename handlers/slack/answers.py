"""How one person is answered: in the place where they spoke, seen by them alone."""

from __future__ import annotations

import re
from typing import Any

import structlog
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.facts.message import Message
from bot.surfaces.slack_blocks import Level, render
from handlers.slack.forms import origin_of
from handlers.slack.guard import Tell

_log = structlog.get_logger()
_TIMEOUT_SECONDS = 10


def answer(client: WebClient, url: str | None, user: str, message: Message, *, replace: bool = False) -> None:
    """Answer through the address Slack gave for it, else in the conversation with the app.

    `replace` puts the answer in the place of the one that was pressed. Slack's own addresses work without the app
    being in the channel, thirty minutes long and five times.
    """
    if url is not None and _through(url, message, replace=replace):
        return
    client.chat_postMessage(channel=user, unfurl_links=False, unfurl_media=False, parse="none", **render(message))


def _through(url: str, message: Message, *, replace: bool) -> bool:
    for level in (Level.FULL, Level.CLASSIC, Level.TEXT):
        body: dict[str, Any] = {"response_type": "ephemeral", "replace_original": replace, **render(message, level)}
        reply = WebhookClient(url, timeout=_TIMEOUT_SECONDS, retry_handlers=[]).send_dict(body)
        if reply.status_code == 200:  # noqa: PLR2004
            return True
        if "invalid_blocks" not in reply.body:
            break
    _log.warning("Slack did not take an answer", status=reply.status_code, said=reply.body[:100])
    return False


def open_form(client: WebClient, trigger: str, view: dict[str, Any]) -> str | None:
    """Open a form and return its id; None when the three seconds for it are over."""
    try:
        opened = client.views_open(trigger_id=trigger, view=view)
    except SlackApiError as error:
        if "trigger" in str(error.response.get("error", "")):
            return None
        raise
    return str(opened["view"]["id"])


def acknowledged(ack: Ack) -> None:
    """Say at once that it was received, and nothing else."""
    ack()


def button(action: str) -> re.Pattern[str]:
    """A button's action id; where a message has several of one action, they are told apart by a number behind it."""
    return re.compile(rf"^{re.escape(action)}(:\d+)?$")


def to_caller(arguments: dict[str, Any]) -> Tell:
    """To who typed a command."""
    body = arguments["body"]
    return _teller(arguments["client"], body.get("response_url"), body["user_id"])


def to_presser(arguments: dict[str, Any]) -> Tell:
    """To who pressed a button or used a shortcut."""
    body = arguments["body"]
    return _teller(arguments["client"], body.get("response_url"), body["user"]["id"])


def to_submitter(arguments: dict[str, Any]) -> Tell:
    """To who sent a form, where it was opened."""
    return _teller(arguments["client"], origin_of(arguments["view"]).answer_url, arguments["body"]["user"]["id"])


def _teller(client: WebClient, url: str | None, user: str) -> Tell:
    return lambda message: answer(client, url, user, message)
