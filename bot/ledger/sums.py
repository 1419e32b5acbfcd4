"""`Sums`: what some charges come to, of which an amount may not be known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.facts.money import NANOS_PER_UNIT, from_nanos
from bot.ledger.columns import AMOUNTS


@dataclass(frozen=True)
class Sums:
    """What some charges come to: how many there are, and of each of `AMOUNTS` the sum of what is known as a
    count of 1e-9, and how many charges lack it.
    """

    charges: int
    known: tuple[int, ...]
    unknown: tuple[int, ...]

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.charges + other.charges,
            tuple(one + more for one, more in zip(self.known, other.known, strict=True)),
            tuple(one + more for one, more in zip(self.unknown, other.unknown, strict=True)),
        )

    def amount(self, name: str) -> Decimal | None:
        """The sum of one of `AMOUNTS`; None where a charge lacks it, because a sum of a part is not the whole."""
        at = AMOUNTS.index(name)
        return None if self.unknown[at] else from_nanos(self.known[at])


NOTHING = Sums(0, (0,) * len(AMOUNTS), (0,) * len(AMOUNTS))


def read_sums(values: Sequence[Any]) -> Sums:
    """The sums of a row, whose values stand in the order of `columns.sum_columns`."""
    charges, *parts = map(int, values)
    known = (units * NANOS_PER_UNIT + nanos for units, nanos in zip(parts[::3], parts[1::3], strict=True))
    return Sums(charges, tuple(known), tuple(parts[2::3]))
