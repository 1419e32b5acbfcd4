"""Opens a form within the three seconds that Slack gives, however long it takes to fill it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from concurrent.futures import TimeoutError as Slow
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import UsageError
from handlers.slack.answers import refusal_code
from handlers.slack.forms import loading, told
from handlers.slack.guard import sentence

PATIENCE_SECONDS = 0.8
"""How long the ledger may take before a form that says "Loading…" is opened in its place."""

_log = structlog.get_logger()

View = dict[str, Any]


class Opening:
    """Opens forms; `executor` prepares them meanwhile."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def in_time(self, ask: Callable[[], str | None]) -> str | None:
        """What `ask` answers, None where the ledger fails or is too slow for whoever waits for an acknowledgement."""
        try:
            return self._executor.submit(ask).result(timeout=PATIENCE_SECONDS)
        except Exception as error:  # noqa: BLE001  (the answer after the acknowledgement meets it again, and tells)
            _log.warning("a form was not checked before it was taken", error=type(error).__name__)
            return None

    def open(self, client: WebClient, trigger: str, title: str, prepare: Callable[[], View]) -> None:
        """Open it as it is to be, or "Loading…" first where the ledger is slow; what fails then is told there.

        Raises what `prepare` raises in time, and UsageError when the three seconds were over already.
        """
        prepared = self._executor.submit(prepare)
        try:
            _open(client, trigger, prepared.result(timeout=PATIENCE_SECONDS))
        except Slow:
            shown = _open(client, trigger, loading(title))
            try:
                view = prepared.result()
            except Exception as error:  # noqa: BLE001  (told in the form that waits for it)
                view = told(title, sentence(error).summary)
            _redraw(client, shown, view)


def _open(client: WebClient, trigger: str, view: View) -> str:
    try:
        opened = client.views_open(trigger_id=trigger, view=view)
    except SlackApiError as error:
        if "trigger" in refusal_code(error):
            raise UsageError("Slack gave this form three seconds, and they were over; please do it again") from None
        raise
    return str(opened["view"]["id"])


def _redraw(client: WebClient, shown: str, view: View) -> None:
    try:
        client.views_update(view_id=shown, view=view)
    except SlackApiError as error:
        if refusal_code(error) != "not_found":  # it was closed meanwhile
            raise
