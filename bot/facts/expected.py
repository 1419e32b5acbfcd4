"""`ExpectedSpend`: the word of a team that unusual spend of some days was to be expected (method.md 3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

AS_WHAT = ("one-off", "new normal")
"""How it was expected: once, so that nothing is learnt from it, or to stay, so that the days after it are compared with
it. They are the words of `bot.value.anomalies.Expected`."""


@dataclass(frozen=True, kw_only=True)
class ExpectedSpend:
    """What `team` spent from `since` (in) to `until` (out) was expected `as_what`, for the `reason`."""

    team: str
    as_what: str
    reason: str
    since: date
    until: date
