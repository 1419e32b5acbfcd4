"""What is printed when the app is built, which is nothing."""

from __future__ import annotations

import pytest
from slack_bolt import App

from bot.ledger.db import Database
from bot.surfaces import slack as surface
from handlers.slack import slack_app
from tests.handlers.slack.office import a_bot
from tests.slack.web_api import BOT_TOKEN, FakeSlack


@pytest.mark.parametrize("token", [BOT_TOKEN, None])
def test_nothing_is_printed_wherever_the_token_stands(
    sqlite_database: Database,
    slack: FakeSlack,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    token: str | None,
) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    if token is not None:
        monkeypatch.setenv("SLACK_BOT_TOKEN", token)
    bot = a_bot(sqlite_database, slack)
    app: App = slack_app(bot, surface.client(BOT_TOKEN, slack.url))
    assert caplog.records == []
    assert app.client.token is None
    bot.database.close()
