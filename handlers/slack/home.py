"""The Home tab: published when somebody opens it, in the richest form that Slack takes."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import DenominatorError
from bot.facts.message import Message
from bot.runtime import Bot
from bot.surfaces.slack_blocks import Level, home
from bot.surfaces.slack_elements import BLOCK_TEXT
from bot.surfaces.slack_errors import BLOCKS_REFUSED
from bot.surfaces.slack_plain import plain
from bot.surfaces.slack_text import chunks
from handlers.slack.answers import acknowledged, refusal_code
from handlers.slack.guard import Tell, guarded, sentence
from handlers.slack.people import person_of
from reports import home as report

_REFUSED = BLOCKS_REFUSED | {"invalid_arguments"}
_LEVELS = (Level.NO_CHART, Level.CLASSIC)
_MOST_BLOCKS = 100


def register(app: App, bot: Bot) -> None:
    """Answer the opening of the Home tab."""

    @guarded(_nowhere)
    def opened(event: dict[str, Any], client: WebClient) -> None:
        if event.get("tab") != "home":
            return
        publish(client, event["user"], _message(bot, client, event["user"]))

    app.event("app_home_opened")(ack=acknowledged, lazy=[opened])


def publish(client: WebClient, user: str, message: Message) -> None:
    """Show it; where a workspace does not have a kind of block yet, without it, and at last in plain words."""
    for level in _LEVELS:
        try:
            client.views_publish(user_id=user, view=home(message, level))
        except SlackApiError as error:
            if refusal_code(error) not in _REFUSED:
                raise
        else:
            return
    texts = chunks(plain(message), BLOCK_TEXT)[:_MOST_BLOCKS]
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": text}} for text in texts]
    client.views_publish(user_id=user, view={"type": "home", "blocks": blocks})


def _message(bot: Bot, client: WebClient, user: str) -> Message:
    """What somebody sees; whoever is not answered is told why."""
    try:
        person = person_of(bot, client, user)
    except DenominatorError as refused:
        return sentence(refused)
    with bot.database.reading() as connection:
        return report.message(connection, person, pseudonym=bot.pseudonym, now=bot.now())


def _nowhere(_: dict[str, Any]) -> Tell:
    """Nobody asked anything, so nobody is told: the log has it."""
    return lambda _: None
