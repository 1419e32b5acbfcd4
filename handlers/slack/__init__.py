"""Slack: every conversation registered on one Bolt app, and what none of them answers answered kindly."""

from __future__ import annotations

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped
from slack_sdk import WebClient

from bot.facts.message import Message, Paragraph
from bot.runtime import Bot
from handlers import why
from handlers.slack import home, justify, outcome, outcome_form
from handlers.slack.answers import acknowledged, answer, button, to_presser
from handlers.slack.guard import guarded, sentence
from handlers.slack.opening import Opening
from handlers.slack.outcome_form import OutcomeForm
from handlers.slack.submission import expired
from handlers.slack.turns import Turns
from handlers.why import WHY

WORKERS = 48
"""Listeners wait for the database and for Slack, not for the processor."""

_log = structlog.get_logger()


class _PoliteApp(App):
    """Tells those who answer that somebody is at the door, over HTTP and over a socket alike."""

    def __init__(self, turns: Turns, **options: Any) -> None:
        super().__init__(listener_executor=turns, **options)
        self._turns = turns

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """What Bolt does with one request: all of it is the acknowledgement."""
        with self._turns.acknowledging():
            return super().dispatch(req)


def slack_app(bot: Bot, client: WebClient) -> App:
    """The Bolt app with every listener. Nothing is asked of Slack here, so that it starts while Slack is down.

    It trusts what it is given: over HTTP `door` has checked the signature, over a socket Slack itself has.
    """
    turns = Turns(WORKERS)
    logging.getLogger("slack_bolt.App").addFilter(_is_news)
    app = _PoliteApp(
        turns,
        # Bolt puts the token in by itself for each request, and warns of one that is there already.
        client=WebClient(base_url=client.base_url, timeout=client.timeout, retry_handlers=[]),
        request_verification_enabled=False,
        authorize=lambda enterprise_id, team_id: AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=client.token
        ),
        # The acknowledgement is the whole of the first step, so Bolt need not poll for it every ten milliseconds.
        process_before_response=True,
        # Bolt's own warning would put parts of what was sent into the log.
        raise_error_for_unhandled_request=True,
    )
    opening = Opening(ThreadPoolExecutor(WORKERS, thread_name_prefix="forms"))
    form = OutcomeForm(bot, opening)
    outcome.register(app, bot, form)
    outcome_form.register(app, bot, form)
    justify.register(app, bot, opening)
    home.register(app, bot)
    _register_why(app, bot)
    _register_the_rest(app)
    return app


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of Bolt's is one to read: it looks into the environment by itself, finds the token and warns."""
    return record.getMessage() != warning_client_prioritized_and_token_skipped()


def _register_why(app: App, bot: Bot) -> None:
    @guarded(to_presser)
    def pressed(body: dict[str, Any], client: WebClient, action: dict[str, Any]) -> None:
        answer(client, body.get("response_url"), body["user"]["id"], why.answer(bot, action["value"]))

    app.action(button(WHY))(ack=acknowledged, lazy=[pressed])


def _register_the_rest(app: App) -> None:
    """Old messages live for months: a button or form nobody answers any more says so. Registered last."""

    @guarded(to_presser)
    def stale(body: dict[str, Any], client: WebClient) -> None:
        text = "This button is from an older version and does nothing any more; type /ai-outcome help."
        answer(client, body.get("response_url"), body["user"]["id"], Message("Expired", text, (Paragraph(text),)))

    def gone(event: dict[str, Any]) -> None:
        _log.error(
            "Slack took the app's access away; install it again and set SLACK_BOT_TOKEN", event=event.get("type")
        )

    @app.error
    def failed(error: Exception) -> BoltResponse:
        if isinstance(error, BoltUnhandledRequestError):
            return BoltResponse(status=404, body="Nothing here answers that.")
        return BoltResponse(status=200, body=sentence(error).summary)

    app.event("tokens_revoked")(ack=acknowledged, lazy=[gone])
    app.event("app_uninstalled")(ack=acknowledged, lazy=[gone])
    app.action(re.compile(r".*"))(ack=acknowledged, lazy=[stale])
    app.view(re.compile(r".*"))(expired)
