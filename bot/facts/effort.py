"""`Effort`: what one outcome still takes of people, as its owner says it (method.md M3b, M7)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Effort:
    """Minutes of one outcome today, review included, and of the rework that it costs on average.

    Both are 0 where nobody touches it any more. `hourly` is the loaded rate of a band of pay in `currency`, never what
    one person earns; `grade` is how well the minutes are evidenced.
    """

    minutes: Decimal
    rework_minutes: Decimal = Decimal(0)
    hourly: Decimal
    currency: str
    grade: int = 1

    @property
    def all_minutes(self) -> Decimal:
        """Of one outcome, rework included."""
        return self.minutes + self.rework_minutes
