"""How much of the spend is known to be whose: the identity of method.md M1 and the coverage of M2."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.value.exact import EXACT

LOW = Decimal("0.80")
"""Below this coverage by team, every verdict of the organisation says "low coverage" (method.md M2)."""

FALL = Decimal("0.10")
"""A team whose own coverage fell by more than this is flagged: cost is hidden, or a tag was lost (method.md M2)."""

FALL_WEEKS = 4
"""So many weeks lie between the two coverages that a fall is seen in."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Effective cost of a window in one currency, by whose it is; credits are in it on their charge day.

    `direct` has a team and a workflow, `team_only` a team, `shared` a declared pool, `unallocated` nobody.
    """

    direct: Decimal
    team_only: Decimal
    shared: Decimal
    unallocated: Decimal

    @property
    def total(self) -> Decimal:
        """What the four come to: the provider's total, or `unexplained` is not zero."""
        return self.direct + self.team_only + self.shared + self.unallocated

    def unexplained(self, provider_total: Decimal) -> Decimal:
        """What the provider says beyond the four; the identity of M1 holds where it is zero, tolerance 0.00."""
        return provider_total - self.total


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Shares of the total, 1 when all of it is known: by workflow, by team, and with the declared pools."""

    workflow: Decimal
    team: Decimal
    explained: Decimal

    @property
    def is_low(self) -> bool:
        """Whether what is said of the organisation must carry "low coverage"."""
        return self.team < LOW


def coverage(placed: Placed) -> Coverage | None:
    """The coverage of a window (method.md M2), a ratio of its sums; None where it came to nothing or to a credit."""
    if placed.total <= 0:
        return None
    by_team = placed.direct + placed.team_only
    return Coverage(
        workflow=EXACT.divide(placed.direct, placed.total),
        team=EXACT.divide(by_team, placed.total),
        explained=EXACT.divide(by_team + placed.shared, placed.total),
    )


def has_fallen(before: Coverage | None, now: Coverage | None) -> bool:
    """Whether coverage by team fell by more than ten points between two windows `FALL_WEEKS` apart.

    What is not known on either side fell nowhere.
    """
    return before is not None and now is not None and before.team - now.team > FALL
