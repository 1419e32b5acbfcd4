"""Where the program's own log goes: stderr, one line an event, so that stdout stays what was asked for."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

_QUIETED = ("alembic", "httpx", "httpcore", "apscheduler", "slack_bolt", "slack_sdk")
"""Libraries that log requests, and with them addresses or bodies, or what they are doing, at INFO."""

_RETRIED = "stamina.retry_scheduled"
"""What the library that repeats requests says before each wait."""


def configure(*, verbose: bool) -> None:
    """Log events from INFO up when verbose, else only what went wrong: what is tried again has not gone wrong yet."""
    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    for name in _QUIETED:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            *(() if verbose else (_without_retries,)),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _without_retries(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """For people: the sentence at the end says what came of it."""
    if event.get("event") == _RETRIED:
        raise structlog.DropEvent
    return event
