"""The Home tab: published when somebody opens it."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.runtime import Bot
from bot.surfaces.slack_blocks import home
from handlers.slack.answers import acknowledged
from handlers.slack.guard import Tell, guarded
from handlers.slack.people import person_of
from reports import home as report


def register(app: App, bot: Bot) -> None:
    """Answer the opening of the Home tab."""

    @guarded(_nowhere)
    def opened(event: dict[str, Any], client: WebClient) -> None:
        if event.get("tab") != "home":
            return
        person = person_of(bot, client, event["user"])
        with bot.database.reading() as connection:
            message = report.message(connection, person, pseudonym=bot.pseudonym, now=bot.now())
        client.views_publish(user_id=event["user"], view=home(message))

    app.event("app_home_opened")(ack=acknowledged, lazy=[opened])


def _nowhere(_: dict[str, Any]) -> Tell:
    """Nobody asked anything, so nobody is told: the log has it."""
    return lambda _: None
