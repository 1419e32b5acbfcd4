"""Two workers of one ledger and one chat, either of which may die at any step and is started again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import event

from bot import deliveries, settings
from bot.bench.method import crossed_budgets
from bot.bench.method.chat import Chat, Said
from bot.bench.method.world_ledger import pseudonym
from bot.facts.delivery import State
from bot.ledger.db import Database
from bot.runtime import Bot

_PAUSES = (2, 20, 200, 900)
"""Seconds from one turn to the next: within the lock of a delivery, and long after it."""
_MOST_TURNS = 200

Work = Callable[[Bot], None]
"""What a worker does in its turn, from the check of the budgets on."""


class Death(BaseException):
    """The process is gone: no handler of errors sees it, and what was not committed never was."""


@dataclass(frozen=True, kw_only=True)
class Fate:
    """At which steps a process dies, each counted from the start before it, and at which both workers are at work.

    A step is a statement, a commit, or the moment before or after the chat is asked. The other worker has its turn
    within the first moment of the last kind from `meanwhile` on.
    """

    deaths: tuple[int, ...] = ()
    meanwhile: int | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was said until nothing waited, in how many steps since the last start, and how often a process died."""

    said: tuple[Said, ...]
    steps: int
    deaths: int

    @property
    def standing(self) -> tuple[Said, ...]:
        """What a reader sees in the end."""
        return tuple(one for one in self.said if not one.is_taken_back)


class Office:
    """Budgets that were crossed, of which each `live` has a fresh ledger and a silent chat."""

    def __init__(self, folder: Path) -> None:
        self._fresh, self._file = folder / "fresh.db", folder / "denominator.db"
        crossed_budgets.write(self._fresh)
        self._settings = settings.load()
        self._steps = _Steps()
        self._databases = tuple(Database(f"sqlite:///{self._file}") for _ in range(2))
        for database in self._databases:
            event.listen(database.engine, "connect", _unsynced)
            event.listen(database.engine, "before_cursor_execute", self._steps.step)
            event.listen(database.engine, "commit", self._steps.step)

    def live(self, work: Work, fate: Fate, random: Random) -> Told:
        """The workers in turn, until every death has had its chance and nothing waits. `random` makes the pauses."""
        self.close()
        shutil.copy(self._fresh, self._file)
        at = [crossed_budgets.CROSSED_AT]
        chat = Chat(lambda: at[0], self._steps.spoke)
        bots = [
            Bot(
                settings=self._settings,
                database=database,
                accounts=(),
                now=lambda: at[0],
                pseudonym=pseudonym,
                voices={chat.name: chat},
                speaks_on=chat.name,
            )
            for database in self._databases
        ]
        self._steps.begin(fate)
        deaths, needed, idle = 0, 0, 0
        for turn in range(_MOST_TURNS):
            mine, other = bots[turn % 2], bots[1 - turn % 2]
            self._steps.meanwhile = lambda other=other: work(other)  # type: ignore[misc]
            try:
                work(mine)
            except Death:
                mine.database.close()
                deaths, needed, idle = deaths + 1, 0, 0
            at[0] += timedelta(seconds=random.choice(_PAUSES))
            with self._steps.unwatched():
                idle += not _waits(mine)
            needed = needed or (self._steps.taken if idle else 0)
            if idle > 1:  # where nothing waits any more the other has a turn yet, in which it might say it again
                return Told(said=tuple(chat.said), steps=needed, deaths=deaths)
        raise AssertionError("something waits for ever")

    def close(self) -> None:
        """Let go of the file."""
        for database in self._databases:
            database.close()


class _Steps:
    """Counts the steps since the last start and ends the life at the one that fate says."""

    def __init__(self) -> None:
        self.begin(Fate())
        self.meanwhile: Callable[[], None] = lambda: None

    def begin(self, fate: Fate) -> None:
        self.taken, self._is_watching = 0, True
        self._deaths, self._meanwhile_at = list(fate.deaths), fate.meanwhile

    def step(self, *_: Any) -> None:
        self.taken += self._is_watching
        if self._is_watching and self._deaths and self.taken == self._deaths[0]:
            self._deaths.pop(0)
            self.taken = 0
            raise Death

    def spoke(self) -> None:
        """The chat is about to be asked, or was: nothing is said within a transaction, so others may work now."""
        self.step()
        if self._is_watching and self._meanwhile_at is not None and self.taken >= self._meanwhile_at:
            self._meanwhile_at = None
            with self.unwatched():
                self.meanwhile()

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        self._is_watching = False
        try:
            yield
        finally:
            self._is_watching = True


def _unsynced(connection: Any, _: object) -> None:
    # What a process has written outlives it without the wait for the disk, which is for when the power goes.
    connection.execute("PRAGMA synchronous=OFF").close()


def _waits(bot: Bot) -> bool:
    """Whether anything is to be said yet, a crossing that was not recorded among it."""
    with bot.database.reading() as connection:
        found = deliveries.counts(connection)
    return not found or bool({State.QUEUED, State.SENDING} & set(found))
