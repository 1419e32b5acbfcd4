"""What a command asks to have said now: carried here, so that the answer is known when the command ends."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from bot import courier, deliveries
from bot.runtime import Bot

_ROUNDS = 5
_PAUSE_SECONDS = 1
"""A channel takes one message a second, and another worker may be speaking there."""


def carry(bot: Bot, keys: Iterable[str]) -> Mapping[str, str]:
    """Carry what is due until these deliveries are said; those that were not, with the sentence why."""
    wanted, unsaid = list(keys), {}
    for number in range(_ROUNDS):
        if number:
            time.sleep(_PAUSE_SECONDS)
        courier.carry_all(bot)
        unsaid = _unsaid(bot, wanted)
        if None not in unsaid.values():
            break
    return {key: why or "It waits its turn; the worker says it" for key, why in unsaid.items()}


def _unsaid(bot: Bot, keys: Iterable[str]) -> dict[str, str | None]:
    with bot.database.reading() as connection:
        why = {key: sentence for key, _, sentence in deliveries.troubles(connection)}
        return {key: why.get(key) for key in keys if deliveries.place_of(connection, key) is None}
