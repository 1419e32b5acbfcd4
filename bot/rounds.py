"""A round: every connection read once, those of different providers at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from bot.collect import Account, Collected
from bot.facts.periods import Period

MOST_AT_ONCE: Final = 6
"""Readings that wait for an answer at the same time; the memory of a round grows with them."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A connection and the days of it that are to be read."""

    account: Account
    days: Period


def go_round(turns: Sequence[Turn], read: Callable[[Turn], Collected]) -> list[Collected]:
    """What each reading did, in the order of the turns; `read` must not raise.

    Connections of one provider come one after the other: its rate limits do not know that they are two.
    """
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number, turn in enumerate(turns):
        groups[turn.account.provider.name].append(number)

    def one_by_one(numbers: list[int]) -> list[tuple[int, Collected]]:
        return [(number, read(turns[number])) for number in numbers]

    with ThreadPoolExecutor(max_workers=MOST_AT_ONCE, thread_name_prefix="reading") as readers:
        done = dict(one for group in readers.map(one_by_one, groups.values()) for one in group)
    return [done[number] for number in range(len(turns))]
