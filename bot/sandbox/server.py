"""One ASGI app on one port, in a thread, for as long as somebody needs it."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep
from typing import Any

import uvicorn

_START_SECONDS = 15.0
_STOP_SECONDS = 5


class PortTakenError(OSError):
    """The port cannot be had; the text says which and what to do."""


class ServerDidNotStartError(RuntimeError):
    """The app failed while starting; its own error is in the log."""


@contextmanager
def serving(app: Any, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve an ASGI app and yield its base URL without a trailing slash; port 0 takes any free one.

    Returns from the block only after the server has stopped. Raises PortTakenError before anything runs when
    the port is in use, ServerDidNotStartError when the app's own start-up fails.
    """
    bound = _bound(host, port)
    config = uvicorn.Config(
        app, log_config=None, log_level="critical", access_log=False, ws="none", timeout_graceful_shutdown=_STOP_SECONDS
    )
    server = uvicorn.Server(config)
    failures: list[BaseException] = []
    thread = Thread(target=_run, args=(server, bound, failures), name=f"serving {host}", daemon=True)
    thread.start()
    try:
        _wait(server, thread, failures)
        yield f"http://{host}:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_STOP_SECONDS * 2)
        bound.close()


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's delay (40 ms an answer) off only where the protocol is named
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(128)  # now, not when the server does: two listeners would both be let through bind
    except OSError as refused:
        bound.close()
        if refused.errno == errno.EADDRINUSE:
            raise PortTakenError(
                f"Port {port} on {host} is taken: stop the program that uses it, or choose another port (0 for any)."
            ) from refused
        raise
    return bound


def _run(server: uvicorn.Server, bound: socket.socket, failures: list[BaseException]) -> None:
    try:
        server.run(sockets=[bound])
    except BaseException as failure:  # noqa: BLE001 - uvicorn leaves a failed start by SystemExit
        failures.append(failure)


def _wait(server: uvicorn.Server, thread: Thread, failures: list[BaseException]) -> None:
    deadline = monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or monotonic() > deadline:
            cause = failures[0] if failures else None
            raise ServerDidNotStartError("The app's own start-up failed: turn up its log to see why.") from cause
        sleep(0.005)
