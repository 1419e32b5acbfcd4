"""WebSocket frames (RFC 6455), as far as Socket Mode needs them: whole messages, server side."""

from __future__ import annotations

import base64
import hashlib
import struct
from typing import BinaryIO

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3


def accept_key(key: str) -> str:
    """The answer to a client's Sec-WebSocket-Key."""
    return base64.b64encode(hashlib.sha1(f"{key}{_SALT}".encode()).digest()).decode()  # noqa: S324 - the RFC's


def frame(opcode: int, payload: bytes) -> bytes:
    """One whole, unmasked frame."""
    first = bytes([0x80 | opcode])
    if len(payload) < 126:
        return first + bytes([len(payload)]) + payload
    if len(payload) < 65536:
        return first + struct.pack("!BH", 126, len(payload)) + payload
    return first + struct.pack("!BQ", 127, len(payload)) + payload


def read_frame(stream: BinaryIO) -> tuple[int, bytes]:
    """The next frame of a client: opcode and unmasked payload. Raises EOFError when the connection has ended."""
    first, second = _exactly(stream, 2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack("!H", _exactly(stream, 2))
    elif length == 127:
        (length,) = struct.unpack("!Q", _exactly(stream, 8))
    mask = _exactly(stream, 4) if second & 0x80 else bytes(4)
    payload = _exactly(stream, length)
    return first & 0x0F, bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))


def _exactly(stream: BinaryIO, count: int) -> bytes:
    read = stream.read(count) if count else b""
    if len(read) < count:
        raise EOFError
    return read
