"""What of a period was not read: it stands in no figure of it, and is not zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.facts.periods import DAY, Period
from bot.ledger.sources import Source


@dataclass(frozen=True, kw_only=True)
class Unread:
    """UTC days that were never read from a connection."""

    connection: str
    days: Period


def unread(sources: Iterable[Source], wanted: Period) -> tuple[Unread, ...]:
    """What of these days was not read, connection by connection."""
    return tuple(Unread(connection=one.connection, days=days) for one in sources for days in one.unread(wanted))


def is_unread(sources: Iterable[Source], wanted: Period) -> bool:
    """Whether nothing of these days was read from any of them."""
    return all(one.unread(wanted) == (wanted,) for one in sources)


def nothing_read(sources: Iterable[Source]) -> str:
    """That nothing of a period was read, and how far it was, as a clause."""
    reached = ", ".join(
        f"{one.connection} up to {one.reaches_to - DAY}" if one.reaches_to else f"nothing of {one.connection}"
        for one in sources
    )
    return f"nothing of its period was read; read was {reached}"
