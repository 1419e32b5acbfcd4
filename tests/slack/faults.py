"""What can go wrong at Slack, switched on by a test for the n-th call of a method."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any


@dataclass(frozen=True)
class Status:
    """Another HTTP status than 200, before anything is done."""

    code: int
    retry_after: int | None = None


@dataclass(frozen=True)
class Error:
    """`ok: false` with any code of Slack's, before anything is done."""

    error: str
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Slow:
    """Everything is done, and the answer comes this much later."""

    seconds: float


@dataclass(frozen=True)
class LostAnswer:
    """Everything is done, and the connection closes without a word."""


@dataclass(frozen=True)
class Dropped:
    """The request is read, nothing is done, and the connection closes."""


@dataclass(frozen=True)
class Hang:
    """Nothing is done and nothing is said; `applied` does it all the same."""

    applied: bool = False


Fault = Status | Error | Slow | LostAnswer | Dropped | Hang

TOO_MANY = Status(429, retry_after=1)
FAILED = Status(500)
UNAVAILABLE = Status(503)


@dataclass
class _Planned:
    method: str
    fault: Fault
    skip: int
    left: float


class Faults:
    """The faults that wait for their call. `response_url` is a method like any other; `*` is every method."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        self._lock = Lock()

    def add(self, method: str, fault: Fault, *, call: int = 1, times: int | None = 1) -> None:
        """Meet a method's `call`-th call from now on (1: the next) with a fault, `times` calls long (None: all)."""
        with self._lock:
            self._planned.append(_Planned(method, fault, call - 1, float("inf") if times is None else times))

    def heal(self) -> None:
        """Back to no faults at all."""
        with self._lock:
            self._planned.clear()

    def meet(self, method: str) -> Fault | None:
        """Count one call of a method and say what goes wrong with it."""
        with self._lock:
            met: Fault | None = None
            for planned in self._planned:
                if planned.method not in {method, "*"} or planned.left <= 0:
                    continue
                if planned.skip:
                    planned.skip -= 1
                elif met is None:
                    planned.left -= 1
                    met = planned.fault
            return met
