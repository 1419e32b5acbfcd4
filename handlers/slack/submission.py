"""A form that was sent: checked while it still stands on the screen, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack

from handlers.slack.forms import EXPIRED, is_expired, told

Faults = Callable[[dict[str, Any], dict[str, Any]], dict[str, str]]
"""What is wrong with a form, by field, of the request's body and its view."""


def checked(faults_of: Faults) -> Callable[..., None]:
    """The acknowledgement of a form: its faults under their fields, else nothing, which closes it."""

    def check(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        if is_expired(view):
            expired(ack)
        elif faults := faults_of(body, view):
            ack(response_action="errors", errors=faults)
        else:
            ack()

    return check


def expired(ack: Ack) -> None:
    """Say in the form's place that nothing reads it any more."""
    ack(response_action="update", view=told("Expired", f"{EXPIRED}."))
