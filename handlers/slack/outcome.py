"""`/ai-outcome` on Slack: the line, Undo and "It was …", top to bottom.

The acknowledgement is empty and comes first; the answer is sent after the commit, so that what it confirms is in the
ledger.
"""

from __future__ import annotations

import html
import re
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.facts.message import Message
from bot.manifest import COMMAND
from bot.runtime import Bot
from handlers import outcome
from handlers.outcome import MOVE, REFUSALS, UNDO, Said
from handlers.slack.answers import acknowledged, answer, button, to_caller, to_presser
from handlers.slack.forms import Origin
from handlers.slack.guard import guarded
from handlers.slack.outcome_form import OutcomeForm
from handlers.slack.people import caller_of, person_of

_TOKEN = re.compile(r"<(?P<sign>[#@!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")


def register(app: App, bot: Bot, form: OutcomeForm) -> None:
    """Answer the command and the buttons under its answer."""

    @guarded(to_caller)
    def command(body: dict[str, Any], client: WebClient) -> None:
        user, url, text = body["user_id"], body.get("response_url"), typed(body.get("text") or "")
        if not text.strip():
            form.open(client, body["trigger_id"], user, Origin(channel=body.get("channel_id"), answer_url=url))
            return
        caller = caller_of(bot, client, user, body.get("channel_id"))
        said = Said(
            text=text,
            team=caller.team,
            person=caller.person,
            event_id=f"slack:{body['trigger_id']}",
            source="slack",
        )
        answer(client, url, user, outcome.answer(bot, said))

    @guarded(to_presser)
    def undone(body: dict[str, Any], client: WebClient, action: dict[str, Any]) -> None:
        person = person_of(bot, client, body["user"]["id"])
        _replace(body, client, outcome.undo(bot, action["value"], person))

    @guarded(to_presser)
    def moved(body: dict[str, Any], client: WebClient, action: dict[str, Any]) -> None:
        person = person_of(bot, client, body["user"]["id"])
        _replace(body, client, outcome.move(bot, action["value"], person))

    app.command(COMMAND)(ack=acknowledged, lazy=[command])
    app.action(button(UNDO))(ack=acknowledged, lazy=[undone])
    app.action(button(MOVE))(ack=acknowledged, lazy=[moved])


def typed(sent: str) -> str:
    """What a person typed, of what Slack makes of it: `<#C1|general>`, `<@U1|ana>`, `<https://a|b>`, `&amp;`.

    A channel is note text and no workflow, so it loses its `#`; what has no name to show (a private channel) is left
    out. docs.slack.dev/messaging/formatting-message-text, "Retrieving messages".
    """
    return html.unescape(_TOKEN.sub(_shown, sent))


def _shown(token: re.Match[str]) -> str:
    sign, target, label = token["sign"], token["target"], token["label"] or ""
    if sign == "#":
        return label
    if sign == "@":
        return f"@{label}" if label else ""
    if sign == "!":
        word = label or target.partition("^")[0]
        return word if word.startswith("@") or "^" in target else f"@{word}"
    return label or target.removeprefix("mailto:") if target.startswith("mailto:") else target


def _replace(body: dict[str, Any], client: WebClient, message: Message) -> None:
    """Put the answer in the place of what was confirmed; a refusal stands beside it, for what it says still holds."""
    done = message.title not in REFUSALS
    answer(client, body.get("response_url"), body["user"]["id"], message, replace=done)
