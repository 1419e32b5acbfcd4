"""A socket that listens, or one sentence that says why it cannot: taken before a server starts."""

from __future__ import annotations

import errno
import os
import socket

from bot.errors import SettingsError

_BACKLOG = 2048


def listening(host: str, port: int) -> socket.socket:
    """A TCP socket listening on HOST:PORT, any free port for 0; SettingsError where there cannot be one."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError:
        raise SettingsError(f"HOST {host} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all") from None
    # asyncio switches Nagle's delay off only where the protocol is named
    found = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(_BACKLOG)  # now: two that are bound but do not listen would both be let through
    except OSError as error:
        found.close()
        raise SettingsError(_refused(host, port, error)) from None
    return found


def shown(listener: socket.socket) -> str:
    """The address to open in a browser: `http://127.0.0.1:8321`."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _refused(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken; stop the program that uses it, or set PORT to another one"
    if error.errno == errno.EACCES:
        return f"Port {port} is not for everybody's use; set PORT to one above 1023"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"HOST {host} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all"
    return f"{host}:{port} cannot be listened on ({error.strerror}); check HOST and PORT"
