"""Where the program's own log goes: stderr, one line an event, so that stdout stays what was asked for."""

from __future__ import annotations

import logging
import sys

import structlog

_QUIETED = ("alembic", "httpx", "httpcore", "apscheduler", "slack_bolt", "slack_sdk")
"""Libraries that log requests, and with them addresses or bodies, or what they are doing, at INFO."""


def configure(*, verbose: bool) -> None:
    """Log events from INFO up when verbose, else only what went wrong."""
    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    for name in _QUIETED:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
