"""`SocketServer`: Slack's end of Socket Mode, one thread for each connection."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from threading import Condition, Event, Lock, Thread
from typing import Any, BinaryIO

from tests.slack.deliveries import PATIENCE, Delivery, Reply
from tests.slack.facts import APP
from tests.slack.frames import CLOSE, PING, PONG, TEXT, accept_key, frame, read_frame

_PING_SECONDS = 0.1


@dataclass(eq=False)
class Connection:
    """One client that shook hands."""

    sock: socket.socket
    lock: Lock = field(default_factory=Lock)

    def send(self, opcode: int, payload: bytes) -> None:
        with self.lock:
            self.sock.sendall(frame(opcode, payload))

    def say(self, message: dict[str, Any]) -> None:
        self.send(TEXT, json.dumps(message).encode())

    def end(self) -> None:
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)


@dataclass
class _Awaited:
    answered: Event = field(default_factory=Event)
    payload: Any = None


class SocketServer:
    """Accepts clients that hold a ticket and hands each delivery to one of them, in turn.

    It pings more often than Slack: slack_sdk's client closes only when something arrives, or after three seconds.
    `greetings` counts the connections ever made, `pongs` the answered pings; `unasked` are acknowledgements
    nobody waited for (any longer).
    """

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self.greetings = self.pongs = 0
        self.unasked: list[dict[str, Any]] = []
        self.patience = patience
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connections: list[Connection] = []
        self._changed = Condition()
        self._tickets: set[str] = set()
        self._awaited: dict[str, _Awaited] = {}
        self._numbers = count(1)
        self._ended = Event()

    @contextmanager
    def serving(self) -> Iterator[SocketServer]:
        """Accept connections until the end of the block."""
        threads = [Thread(target=work, name="socket mode", daemon=True) for work in (self._accept, self._ping)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            self._listener.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join(5)
            self._listener.close()
            self.cut()

    def url(self) -> str:
        """A new address, good for one connection: what apps.connections.open answers."""
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self._listener.getsockname()[1]}/link/?ticket={ticket}&app_id={APP}"

    def deliver(self, delivery: Delivery) -> Reply:
        """One envelope, and what its acknowledgement held; status None when none came in time."""
        began = time.monotonic()
        number = next(self._numbers)
        envelope_id, awaited = f"envelope-{number}", _Awaited()
        envelope = {
            "envelope_id": envelope_id,
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {
                "retry_attempt": delivery.retry or 0,
                "retry_reason": delivery.reason if delivery.retry else "",
            }
        with self._changed:
            self._awaited[envelope_id] = awaited
            chosen = self._connections[number % len(self._connections)] if self._connections else None
        acked = False
        if chosen:
            with suppress(OSError):
                chosen.say(envelope)
                acked = awaited.answered.wait(self.patience)
        with self._changed:
            del self._awaited[envelope_id]
        return Reply(delivery, 200 if acked else None, awaited.payload or None, time.monotonic() - began)

    def wait_for_connections(self, most: int = 1, *, greetings: int = 0, seconds: float = 10.0) -> None:
        """Return when so many clients are connected, and so many ever were. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: len(self._connections) >= most and self.greetings >= greetings, seconds
            ):
                raise TimeoutError(f"{len(self._connections)} of {most} clients connected in {seconds} s")

    def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every client to connect anew, as Slack does every few hours."""
        for connection in self._now():
            connection.say({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})

    def cut(self) -> None:
        """End every connection."""
        for connection in self._now():
            with suppress(OSError):
                connection.send(CLOSE, b"\x03\xe8")
            connection.end()

    def _now(self) -> list[Connection]:
        with self._changed:
            return list(self._connections)

    def _ping(self) -> None:
        while not self._ended.wait(_PING_SECONDS):
            for connection in self._now():
                with suppress(OSError):
                    connection.send(PING, b"ping from applink-1")

    def _accept(self) -> None:
        with suppress(OSError):  # the listener was shut down
            while True:
                sock, _ = self._listener.accept()
                Thread(target=self._serve, args=(sock,), name="socket mode client", daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        connection = Connection(sock)
        with sock, sock.makefile("rb") as stream, suppress(OSError, EOFError):
            if not self._shake_hands(connection, stream):
                return
            try:
                with self._changed:
                    self._connections.append(connection)
                    self.greetings += 1
                    connection.say(_hello(len(self._connections)))
                    self._changed.notify_all()
                self._listen(connection, stream)
            finally:
                with self._changed:
                    self._connections.remove(connection)

    def _shake_hands(self, connection: Connection, stream: BinaryIO) -> bool:
        asked = stream.readline().decode()
        headers = {}
        while line := stream.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        ticket = asked.partition("ticket=")[2].partition("&")[0]
        if ticket not in self._tickets:
            connection.sock.sendall(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
            return False
        self._tickets.remove(ticket)
        lines = (
            "HTTP/1.1 101 Switching Protocols",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Accept: {accept_key(headers['sec-websocket-key'])}",
        )
        connection.sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return True

    def _listen(self, connection: Connection, stream: BinaryIO) -> None:
        while True:
            opcode, payload = read_frame(stream)
            if opcode == CLOSE:
                return
            if opcode == PING:
                connection.send(PONG, payload)
            elif opcode == PONG:
                self.pongs += 1
            elif opcode == TEXT:
                self._acknowledged(json.loads(payload))

    def _acknowledged(self, message: dict[str, Any]) -> None:
        with self._changed:
            awaited = self._awaited.get(message.get("envelope_id", ""))
            if awaited is None or awaited.answered.is_set():
                self.unasked.append(message)
                return
            awaited.payload = message.get("payload")
            awaited.answered.set()


def _hello(connections: int) -> dict[str, Any]:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": APP},
    }
