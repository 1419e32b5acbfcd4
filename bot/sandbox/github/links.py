"""Signed links: they stand for a key of their own, live for a short time, and take no other."""

import hashlib
from datetime import UTC, datetime, timedelta

from bot.sandbox.query import Query, RefusedError

_LIVES = timedelta(minutes=15)


def signed(path: str, now: datetime, key: str) -> str:
    """The path with what lets anyone read it for some minutes."""
    until = int((now + _LIVES).timestamp())
    return f"{path}?se={until}&sig={_signature(path, until, key)}"


def let_in(path: str, query: Query, now: datetime, key: str, *, authorization: str | None) -> None:
    """Refuse whoever comes with another key beside the link, too late, or with a link that was changed."""
    if authorization is not None:
        raise RefusedError(400, "Only one authentication mechanism is allowed.")
    until = query.number("se") or 0
    if query.one("sig") != _signature(path, until, key) or now > datetime.fromtimestamp(until, UTC):
        raise RefusedError(403, "The link has expired or is not valid.")


def _signature(path: str, until: int, key: str) -> str:
    return hashlib.sha256(f"{key} {path} {until}".encode()).hexdigest()
