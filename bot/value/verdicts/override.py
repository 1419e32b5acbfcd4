"""`Override`: somebody's word against the table, with a reason and an end (method.md 5.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.value.verdicts.kind import Kind

LONGEST = timedelta(weeks=13)
"""No override holds for longer; it may be made again."""


@dataclass(frozen=True, kw_only=True)
class Override:
    """From `since` (in) to `until` (out) the workflow is shown as `kind`; `by` is a role ("finance"), not a name.

    ValueError where it has no reason, ends before it begins, or holds for more than 13 weeks.
    """

    kind: Kind
    by: str
    reason: str
    since: date
    until: date

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("an override needs a reason")
        if not self.since < self.until <= self.since + LONGEST:
            raise ValueError(f"an override holds for at most 13 weeks, not from {self.since} to {self.until}")


def in_force(overrides: Iterable[Override], on: date) -> Override | None:
    """The override that holds on a day, the latest where several do; None where the table stands."""
    holding = [one for one in overrides if one.since <= on < one.until]
    return max(holding, key=lambda one: one.since, default=None)
