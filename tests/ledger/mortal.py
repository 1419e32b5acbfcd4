"""A process that replaces a part of the ledger and is killed on the way: run as a program, one JSON line for each life.

A line names the database, the replacement and its folder, or what is to be counted for one more life, and up to where.
It imports everything once and forks for each life. On SQLite it is killed at its n-th step, which is the beginning of a
statement or some work inside one, or by the kernel where a file would grow past its n-th byte, which is in the middle
of a commit. On PostgreSQL it is killed behind the n-th message of the wire. Death is SIGKILL or SIGXFSZ: nothing is
cleaned up.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import sys
from pathlib import Path

from sqlalchemy import event

from bot.ledger.db import Database
from tests.ledger.replacements import REPLACEMENTS, Replacement
from tests.ledger.wire import Wire

STEP, BYTE, MESSAGE = "step", "byte", "message"
"""What is counted until it is the last."""
_WORK = 500
"""After how many instructions of SQLite's machine a step is counted inside a statement."""


class Steps:
    """Counts what SQLite does for one life, which ends at the last."""

    def __init__(self, last: int) -> None:
        self._count = 0
        self._last = last

    def watch(self, raw: sqlite3.Connection, _: object) -> None:
        raw.set_trace_callback(self._step)  # by the driver: whoever executes the statement, it is seen
        raw.set_progress_handler(self._step, _WORK)

    def _step(self, *_: object) -> None:
        self._count += 1
        if self._count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


class Bytes:
    """Lets no file grow past its last byte from the first transaction that writes.

    The cache is so small that pages go to the log before the commit, as those of a large bill do.
    """

    def __init__(self, last: int) -> None:
        self._last = last

    def watch(self, raw: sqlite3.Connection, _: object) -> None:
        raw.execute("PRAGMA cache_size=1").close()
        raw.set_trace_callback(self._limit)

    def _limit(self, statement: str) -> None:
        if statement.startswith("BEGIN IMMEDIATE"):
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (self._last, resource.RLIM_INFINITY))


class Mortal:
    """One database, one replacement, many lives.

    The first is lived to its end in this process: what it learns, each later one knows.
    """

    def __init__(self, url: str, replacement: Replacement, folder: Path) -> None:
        self._database = Database(url)
        self._replacement = replacement
        self._folder = folder
        port = self._database.url.port
        self._wire = None if port is None else Wire(port)
        self._live()

    def live(self, by: str, last: int) -> bool:
        """A life that ends at its `last` step, byte or message; True where it came to its own end before."""
        pipe, held = os.pipe()
        process = os.fork()
        if process == 0:
            self._watch(by, last)
            self._live()
            os._exit(0)
        os.close(held)
        if self._wire is not None:
            self._wire.carry(process, pipe, last=last)
        _, status = os.waitpid(process, 0)
        os.close(pipe)
        ended = os.waitstatus_to_exitcode(status)
        assert ended in {0, -signal.SIGKILL, -signal.SIGXFSZ}, f"it fell over by itself, with {ended}"
        return ended == 0

    def _live(self) -> None:
        self._replacement.replace(self._database, self._folder)
        self._database.close()

    def _watch(self, by: str, last: int) -> None:
        engine = self._database.engine
        if self._wire is None:
            event.listen(engine, "connect", (Steps(last) if by == STEP else Bytes(last)).watch)
            return
        place = {"port": self._wire.port, "sslmode": "disable", "gssencmode": "disable"}
        event.listen(engine, "do_connect", lambda _, __, ___, parameters: parameters.update(place))


def main() -> None:
    mortal: Mortal | None = None
    for line in sys.stdin:
        match json.loads(line):
            case [str(by), int(last)]:
                assert mortal is not None
                lived = mortal.live(by, last)
            case [url, name, folder]:
                mortal, lived = Mortal(url, REPLACEMENTS[name], Path(folder)), True
        sys.stdout.write(json.dumps(lived) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
