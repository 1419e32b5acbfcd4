"""Whether repeated input is paid for again and again (method.md 5.5, H4).

What a cache write and a cache read cost, as multiples of plain input, comes from the price table of the model: neither
is the same for all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

READ_UNDER = Decimal("0.30")
"""Below this share of cached input there is something to gain."""

INPUT_FROM = Decimal("0.60")
"""Above this share of input in the cost it is worth it."""

REQUESTS_FROM = 100
"""From so many requests a day on one key on the same beginning comes again soon enough."""


@dataclass(frozen=True, kw_only=True)
class Input:
    """The input of one key in a window, in tokens, and what it and everything cost in one currency."""

    uncached: int
    written: int
    read: int
    input_cost: Decimal
    cost: Decimal
    requests_a_day: Decimal | None


def read_share(used: Input) -> Decimal | None:
    """How much of the input was read from the cache, 0 to 1; None where there was none."""
    whole = used.uncached + used.written + used.read
    return Decimal(used.read) / whole if whole > 0 else None


def may_cache(used: Input) -> bool:
    """Whether the key is worth a hint; not where what is needed for it is not known."""
    share = read_share(used)
    if share is None or used.requests_a_day is None or used.cost <= 0:
        return False
    return share < READ_UNDER and used.input_cost / used.cost > INPUT_FROM and used.requests_a_day >= REQUESTS_FROM


def break_even(write: Decimal, read: Decimal) -> Decimal | None:
    """The number of uses above which a cached beginning is cheaper than a plain one: (a - b) / (1 - b).

    `write` and `read` are multiples of the price of plain input. None where reading costs as much: it never pays.
    """
    return None if read >= 1 else (write - read) / (1 - read)


def first_use_that_pays(write: Decimal, read: Decimal) -> int | None:
    """Which use of the same beginning is the first with which caching is cheaper in all; None where none is."""
    uses = break_even(write, read)
    return None if uses is None else max(math.floor(uses) + 1, 1)
