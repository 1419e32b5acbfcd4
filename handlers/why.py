"""The button "Why these numbers" under a digest."""

from __future__ import annotations

from bot.errors import UnknownNameError
from bot.facts.message import Message
from bot.facts.periods import parse_week
from bot.ledger import digests
from bot.runtime import Bot
from reports import why
from reports.digest import Digest
from reports.snapshot import from_json

WHY = "digest.why"


def answer(bot: Bot, value: str) -> Message:
    """The arithmetic of a published digest; `value` is its team and week, as `support:2026-W46`."""
    team, _, week = value.rpartition(":")
    try:
        with bot.database.reading() as connection:
            document = digests.find(connection, team, parse_week(week))
    except ValueError:
        document = None
    if document is None:
        raise UnknownNameError("That digest is not kept here any more; press the button under a newer one")
    return why.message(from_json(Digest, document))
