"""A worker that dies at its n-th step, as often as it is asked to: run as a program, one JSON line for each life.

It imports everything once and forks for each life. A step is a statement, a commit, or the moment before or after a
request to Slack; death is `os._exit`, after which nothing is cleaned up.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy import event

from bot import courier
from bot.ledger.db import Database
from bot.runtime import Bot
from tests.handlers.slack.office import a_worker
from tests.handlers.slack.postbox import QUEUED_AT_ONCE, QUEUED_LATER, Queued, put

DIED = 9
_TICK = timedelta(seconds=1.1)


class Life:
    """Counts the steps of one life, and ends it at the last."""

    def __init__(self, last: int) -> None:
        self.steps = 0
        self._last = last

    def step(self, *_: Any) -> None:
        self.steps += 1
        if self.steps == self._last:
            os._exit(DIED)

    def watch(self, database: Database) -> None:
        event.listen(database.engine, "before_cursor_execute", self.step)
        event.listen(database.engine, "commit", self.step)
        ask: Callable[..., Any] = WebClient._perform_urllib_http_request

        def asked(client: WebClient, **request: Any) -> Any:
            self.step()
            answer = ask(client, **request)
            self.step()
            return answer

        WebClient._perform_urllib_http_request = asked  # type: ignore[method-assign]


def live(asked: dict[str, Any]) -> int:
    """Queue everything and carry it; how many steps that took."""
    ticks = itertools.count()
    begun = datetime.fromtimestamp(asked["begun"], UTC)
    bot = a_worker(asked["database"], asked["slack"], now=lambda: begun + next(ticks) * _TICK)
    life = Life(asked["last"])
    life.watch(bot.database)
    _queue_and_carry(bot, QUEUED_AT_ONCE)
    _queue_and_carry(bot, QUEUED_LATER)
    return life.steps


def _queue_and_carry(bot: Bot, queued: tuple[Queued, ...]) -> None:
    for one in queued:
        put(bot, one)
    while courier.carry_all(bot):
        bot.now()  # a channel hears one message a second


def main() -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    logging.disable()
    for number, line in enumerate(sys.stdin):
        asked = json.loads(line)
        if number == 0:  # what is loaded now is not loaded in each life
            a_worker(asked["database"], asked["slack"], now=lambda: datetime.now(UTC)).database.close()
        child = os.fork()
        if child == 0:
            steps = live(asked)
            sys.stdout.write(f"{steps}\n")
            sys.stdout.flush()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == DIED:
            sys.stdout.write("died\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
