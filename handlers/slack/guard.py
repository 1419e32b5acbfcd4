"""What stands around every listener: an exception becomes one sentence for the person, and never eats an answer."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable
from typing import Any

import structlog

from bot.errors import DenominatorError
from bot.facts.message import Message, Note, Paragraph

_log = structlog.get_logger()

Tell = Callable[[Message], None]
"""Shows a message to the one person who is being answered."""


def sentence(error: Exception) -> Message:
    """What a person is told of an error: our own sentence, or a reference under which the log tells the rest."""
    if isinstance(error, DenominatorError):
        return Message("That did not work", str(error), (Paragraph(str(error)),))
    reference = secrets.token_hex(4)
    _log.error("a listener failed", reference=reference, exc_info=error)
    text = "Something went wrong on our side. If something was logged all the same, /ai-outcome status shows it."
    return Message("That did not work", text, (Paragraph(text), Note(f"Reference {reference} for whoever runs it.")))


def guarded(tell: Callable[[dict[str, Any]], Tell]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Wrap a lazy listener: what it raises is told to the person, through `tell` of the listener's own arguments.

    Bolt logs an exception of a lazy listener and tells nobody; one right after ack() would even lose the ack.
    """

    def around(listener: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(listener)  # Bolt passes arguments by the names of the wrapped function
        def inside(**arguments: Any) -> None:
            try:
                listener(**arguments)
            except Exception as error:  # noqa: BLE001  (this is where every error of a listener ends)
                try:
                    tell(arguments)(sentence(error))
                except Exception as silent:  # noqa: BLE001  (nobody is left to tell but the log)
                    _log.error("an answer could not be sent", exc_info=silent)

        return inside

    return around
