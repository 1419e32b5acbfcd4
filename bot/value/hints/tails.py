"""Whether a few runs cost far more than the others, or much is spent on nothing (method.md 5.5, H6).

The same task costs up to thirty times as much from one run to another, and the dearer one is no better: the tail is
capped, not the average.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

LONG_FROM = Decimal(10)
"""Where the dearest twentieth of runs begins above so many times the middle one, a cap per run is proposed."""

FRUITLESS_FROM = Decimal("0.25")
"""Where more of the spend than this has no outcome attached, an escalation is proposed."""

FEWEST_RUNS = 20
"""Of fewer runs there is no dearest twentieth."""


@dataclass(frozen=True, kw_only=True)
class Tail:
    """`ratio` is the cost of the run at 95% over that of the middle one, `fruitless` the share without an outcome.

    None where it is not known.
    """

    ratio: Decimal | None
    fruitless: Decimal | None

    @property
    def needs_a_cap(self) -> bool:
        """Whether a cap per run is proposed."""
        return self.ratio is not None and self.ratio > LONG_FROM

    @property
    def needs_an_escalation(self) -> bool:
        """Whether runs that come to nothing are to be handed over sooner."""
        return self.fruitless is not None and self.fruitless > FRUITLESS_FROM


def tail(runs: Sequence[Decimal], *, fruitless: Decimal | None, cost: Decimal | None) -> Tail:
    """What runs of these costs say; `fruitless` of `cost` was spent on runs that were rejected or abandoned."""
    share = None if fruitless is None or cost is None or cost <= 0 else fruitless / cost
    return Tail(ratio=_ratio(runs), fruitless=share)


def _ratio(runs: Sequence[Decimal]) -> Decimal | None:
    if len(runs) < FEWEST_RUNS:
        return None
    in_order = sorted(runs)
    middle, high = (in_order[math.ceil(len(runs) * part / 100) - 1] for part in (50, 95))
    return high / middle if middle > 0 else None
