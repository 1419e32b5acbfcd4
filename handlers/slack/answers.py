"""How one person is answered: in the place where they spoke, seen by them alone."""

from __future__ import annotations

import re
from http import HTTPStatus
from http.client import HTTPException
from typing import Any

import structlog
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.facts.message import Message
from bot.surfaces.slack_blocks import Level, render
from bot.surfaces.slack_errors import BLOCKS_REFUSED
from handlers.slack.forms import is_expired, origin_of
from handlers.slack.guard import Tell

_log = structlog.get_logger()
_TIMEOUT_SECONDS = 10
NOT_ANSWERED = (SlackClientError, HTTPException, OSError, AttributeError, LookupError, ValueError)
"""What slack_sdk raises where Slack refused, was not reached, or answered something that cannot be read."""
_LEVELS = (Level.FULL, Level.CLASSIC, Level.TEXT)


def answer(client: WebClient, url: str | None, user: str, message: Message, *, replace: bool = False) -> None:
    """Answer through the address Slack gave for it, else in the conversation with the app.

    `replace` puts the answer in the place of the one that was pressed. Slack's own addresses work without the app
    being in the channel, thirty minutes long and five times. Never raises: what is answered is done already, and a
    failure to say so is not a failure to do it.
    """
    hook = None if url is None else WebhookClient(url, timeout=_TIMEOUT_SECONDS, retry_handlers=[])
    if hook is not None and _through(hook, message, replace=replace):
        return
    for level in _LEVELS:
        said = render(message, level)
        try:
            client.chat_postMessage(channel=user, unfurl_links=False, unfurl_media=False, parse="none", **said)
        except SlackApiError as error:
            code = refusal_code(error)
            if code not in BLOCKS_REFUSED:
                _log.error("an answer could not be sent", reason=code)
                return
        except NOT_ANSWERED as error:
            _log.error("an answer could not be sent", reason=type(error).__name__)
            return
        else:
            return


def _through(hook: WebhookClient, message: Message, *, replace: bool) -> bool:
    for level in _LEVELS:
        body: dict[str, Any] = {"response_type": "ephemeral", "replace_original": replace, **render(message, level)}
        try:
            reply = hook.send_dict(body)
        except NOT_ANSWERED as error:
            _log.warning("Slack did not take an answer", reason=type(error).__name__)
            return False
        if reply.status_code == HTTPStatus.OK and '"ok":false' not in reply.body.replace(" ", ""):
            return True
        if not any(code in reply.body for code in BLOCKS_REFUSED):
            break
    _log.warning("Slack did not take an answer", status=reply.status_code, said=reply.body[:100])
    return False


def refusal_code(error: SlackApiError) -> str:
    """Slack's own word for why it refused; empty where its answer cannot be read."""
    data = getattr(error.response, "data", error.response)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


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
    view = arguments["view"]
    url = None if is_expired(view) else origin_of(view).answer_url
    return _teller(arguments["client"], url, arguments["body"]["user"]["id"])


def _teller(client: WebClient, url: str | None, user: str) -> Tell:
    return lambda message: answer(client, url, user, message)
