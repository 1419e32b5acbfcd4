"""What each provider's API can tell, as it declares it: the rows of `denominator providers` (style.md 6)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.facts.activity import ActivityKind
from bot.facts.metered import Dimension


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """What is asked for and what comes back.

    `longest_days` is the most days of one request, None for no limit; `kept_days` how far back the provider answers,
    None where it does not say. `amounts` are the unit of its figures, such as `US cents`. `knows` is what its charges
    tell apart, `meters` what its usage is told apart by where it is read too. `counts` is what it counts apart from
    money. `covers` are the providers whose bills it states as well, being a gateway to them.
    """

    amounts: str
    longest_days: int | None = None
    kept_days: int | None = None
    knows: frozenset[Dimension] = frozenset()
    meters: frozenset[Dimension] = frozenset()
    counts: frozenset[ActivityKind] = frozenset()
    covers: frozenset[str] = frozenset()
