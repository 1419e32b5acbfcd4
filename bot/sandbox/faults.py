"""What can go wrong at a provider, switched on and off by a test."""

from dataclasses import dataclass, field
from enum import Enum
from threading import Lock
from time import sleep

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Fault(Enum):
    """One thing that happens instead of an answer."""

    THROTTLED = 429
    FAILED = 500
    CUT = 0


@dataclass
class Faults:
    """Mutable control of a running server; the default is none. Calls are counted over all paths.

    `throttle_every`, `fail_every`, `cut_every`: every n-th call is refused with 429, fails with 500, or loses its
    connection in the middle of the answer. `retry_after`: seconds in the header of a 429, or `None` for no header.
    `slow_seconds`: every call waits that long. `older`: the server is of an older version, in which paths that end so
    do not exist yet; only some providers have such paths.
    """

    throttle_every: int | None = None
    retry_after: int | None = 1
    fail_every: int | None = None
    cut_every: int | None = None
    slow_seconds: float = 0.0
    older: tuple[str, ...] = ()
    calls: int = 0
    _left: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def die(self, path: str, *, page: int) -> None:
        """From its `page`-th call on (1: the next), every path that ends in `path` fails with 500 until `heal`."""
        with self._lock:
            self._left[path] = page - 1

    def heal(self) -> None:
        """Back to no faults at all."""
        with self._lock:
            self.throttle_every = self.fail_every = self.cut_every = None
            self.retry_after, self.slow_seconds, self.older = 1, 0.0, ()
            self._left.clear()

    def meet(self, path: str) -> Fault | None:
        """Count one call, wait if the server is slow, and say what goes wrong with it."""
        if self.slow_seconds:
            sleep(self.slow_seconds)
        with self._lock:
            self.calls += 1
            for end, left in self._left.items():
                if path.endswith(end):
                    if left <= 0:
                        return Fault.FAILED
                    self._left[end] = left - 1
            for every, fault in (
                (self.throttle_every, Fault.THROTTLED),
                (self.fail_every, Fault.FAILED),
                (self.cut_every, Fault.CUT),
            ):
                if every and self.calls % every == 0:
                    return fault
        return None


class CutResponse(Response):
    """An answer that promises more bytes than come before the connection closes."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Start the answer and leave; the server then closes the connection."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"data": [', "more_body": True})
