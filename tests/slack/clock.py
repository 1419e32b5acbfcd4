"""Slack's own time: it runs like the real one and may be put forward, so that no test waits."""

from __future__ import annotations

import time


class Clock:
    """Unix seconds of now, as `clock()`."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
