"""The wire between a process and its PostgreSQL, on which every message is counted and any can be the last.

What a server sees of a client that is killed is how far its messages came, and then the end of the stream (PostgreSQL
documentation, 54.2 Message Flow). So whatever the client does, one statement after the other, many at once or COPY,
cutting the wire behind each of its messages in turn leaves out no point at which it may die.
"""

from __future__ import annotations

import os
import selectors
import signal
import socket

_LARGEST = 65_536
_PREPARING = {b"P", b"B", b"D", b"C", b"H"}
"""Parse, Bind, Describe, Close and Flush change nothing by themselves: they count with the Execute, Sync, Query or
CopyData they come before."""


class Wire:
    """Listens on loopback in the place of the server; `carry` hands on what one process and the server say."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def carry(self, process: int, pipe: int, *, last: int) -> None:
        """Kill the process behind its `last` message, of which half of the next one still arrives.

        Returns when it is killed, or has come to its own end, which closes the pipe; the server has then heard of it
        too, and has let go of everything.
        """
        left, lines = last, list[_Line]()
        with selectors.DefaultSelector() as selector:
            for end in (self._listener, pipe):
                selector.register(end, selectors.EVENT_READ)
            while left:
                for key, _ in selector.select():
                    if key.fileobj is self._listener:
                        lines.append(_Line(self._listener.accept()[0], self._server, selector))
                    elif key.fileobj == pipe:
                        left = 0
                    else:
                        left -= key.data(left)
                    if not left:
                        break
        os.kill(process, signal.SIGKILL)  # nothing to one that has come to its end
        for line in lines:
            line.close()


class _Line:
    """One connection of the process to the server."""

    def __init__(self, client: socket.socket, server: int, selector: selectors.BaseSelector) -> None:
        self._client = client
        self._server = socket.create_connection(("127.0.0.1", server))
        self._selector = selector
        self._said = b""
        self._begun = False
        for end, heard in ((self._client, self._ask), (self._server, self._answer)):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(end, selectors.EVENT_READ, heard)

    def close(self) -> None:
        """Let the server know that its client is gone, and wait until it is done with that."""
        self._client.close()
        self._server.shutdown(socket.SHUT_WR)
        while _received(self._server):
            pass
        self._server.close()

    def _ask(self, most: int) -> int:
        """Hand on what the client says, `most` messages of it; how many there were."""
        said = _received(self._client)
        if not said:
            self._selector.unregister(self._client)
        self._said += said
        carried = 0
        while carried < most and (size := self._size()) is not None:
            self._server.sendall(self._said[:size])
            self._said, self._begun = self._said[size:], True
            carried += 1
        if carried == most:
            self._server.sendall(self._said[: (self._size() or len(self._said)) // 2])
        return carried

    def _answer(self, _: int) -> int:
        """Hand on what the server says, which is no message of the client."""
        said = _received(self._server)
        if said:
            self._client.sendall(said)
        else:
            self._selector.unregister(self._server)
        return 0

    def _size(self) -> int | None:
        """Where the first message ends that has something done, where the client has said it whole."""
        end = 0
        while True:
            kind = self._said[end : end + 1] if self._begun else b""  # the very first message has none
            start = end + self._begun
            if len(self._said) < start + 4:
                return None
            end = start + int.from_bytes(self._said[start : start + 4])
            if len(self._said) < end:
                return None
            if kind not in _PREPARING:
                return end


def _received(end: socket.socket) -> bytes:
    try:
        return end.recv(_LARGEST)
    except ConnectionResetError:
        return b""
