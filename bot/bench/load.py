"""Load over HTTP/1.1 with keep-alive: as light as can be, so that the server is what is measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

_HEADERS_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Shot:
    """One request: its place in the list, when it was sent (monotonic seconds), how long until all of the answer."""

    number: int
    sent_at: float
    seconds: float
    status: int


def post(url: str, body: bytes, headers: dict[str, str]) -> bytes:
    """The bytes of one POST."""
    parts = urlsplit(url)
    lines = [f"POST {parts.path} HTTP/1.1", f"host: {parts.netloc}", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _HEADERS_END + body


def fire(url: str, requests: Sequence[bytes], concurrency: int) -> list[Shot]:
    """Send every request once over `concurrency` connections, each sending its next as soon as it is answered."""
    return asyncio.run(_fire(urlsplit(url).hostname or "", urlsplit(url).port or 80, requests, concurrency))


async def _fire(host: str, port: int, requests: Sequence[bytes], concurrency: int) -> list[Shot]:
    opened = [await asyncio.open_connection(host, port) for _ in range(concurrency)]
    waiting, shots = iter(enumerate(requests)), list[Shot]()
    await asyncio.gather(*(_talk(reader, writer, waiting, shots) for reader, writer in opened))
    for _, writer in opened:
        writer.close()
    return shots


async def _talk(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    waiting: Iterator[tuple[int, bytes]],
    shots: list[Shot],
) -> None:
    for number, request in waiting:
        sent_at = time.monotonic()
        writer.write(request)
        head = await reader.readuntil(_HEADERS_END)
        await reader.readexactly(_length(head))
        shots.append(Shot(number, sent_at, time.monotonic() - sent_at, int(head.split(b" ", 2)[1])))


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
