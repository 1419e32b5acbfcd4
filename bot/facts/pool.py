"""`Pool`: spend that several teams share by declaration, and the key that says how (method.md 1.2 SHARED, M3)."""

from __future__ import annotations

from dataclasses import dataclass

SHARED = "shared:"
"""What the team of a pool's charges begins with, `shared:platform`: no team's slug may hold a colon."""

HEADCOUNT = "headcount"
DIRECT = "direct"
POOL_KEYS = (HEADCOUNT, DIRECT)
"""By how many people a team has, or by what it spends itself (direct and team-only)."""


@dataclass(frozen=True, kw_only=True)
class Pool:
    """A shared pool. Its key is one of `POOL_KEYS`, or `weights`: a whole number above zero for each team named.

    What is in a pool is no team's spend: a report that loads a team with its part says so and names the key.
    """

    slug: str
    name: str
    key: str | None = None
    weights: tuple[tuple[str, int], ...] = ()

    @property
    def team(self) -> str:
        """What stands where a charge of the pool would have its team."""
        return SHARED + self.slug
