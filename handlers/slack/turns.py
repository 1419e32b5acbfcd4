"""Who goes first: acknowledgements, for which Slack waits three seconds, before the answers, for which it waits longer.

Both need the one interpreter of this process: an answer that runs while requests come in makes each of them wait.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

QUIET_SECONDS = 0.02
LONGEST_SECONDS = 1.0
"""How long an answer may be held back; a form must open within three seconds of its command."""
_LOOK_SECONDS = 0.005
_BUSY_WORKERS = 4

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class Turns(ThreadPoolExecutor):
    """Threads that answer: each piece of work starts, in order, once nobody has been at the door for QUIET_SECONDS.

    Where requests come without a gap, it starts after LONGEST_SECONDS all the same, a few at a time.
    """

    def __init__(self, workers: int) -> None:
        super().__init__(workers, thread_name_prefix="slack")
        self._gate = threading.Lock()
        self._counting = threading.Lock()
        self._at_the_door = self._running = 0
        self._left_at = float("-inf")

    @contextmanager
    def acknowledging(self) -> Iterator[None]:
        """Stands around one request, from its coming in to its acknowledgement."""
        with self._counting:
            self._at_the_door += 1
        try:
            yield
        finally:
            with self._counting:
                self._at_the_door -= 1
                self._left_at = time.monotonic()

    def submit(
        self, fn: Callable[_Arguments, _Result], /, *args: _Arguments.args, **kwargs: _Arguments.kwargs
    ) -> Future[_Result]:
        """Take work, to be begun in its turn."""
        return super().submit(self._in_turn, time.monotonic(), functools.partial(fn, *args, **kwargs))

    def _in_turn(self, since: float, work: Callable[[], _Result]) -> _Result:
        with self._gate:  # one thread watches the door; the others wait for it without using the processor
            while not self._may_start(since):
                time.sleep(_LOOK_SECONDS)
            with self._counting:
                self._running += 1
        try:
            return work()
        finally:
            with self._counting:
                self._running -= 1

    def _may_start(self, since: float) -> bool:
        now = time.monotonic()
        if self._at_the_door == 0 and now - self._left_at >= QUIET_SECONDS:
            return True
        return now - since >= LONGEST_SECONDS and self._running < _BUSY_WORKERS
