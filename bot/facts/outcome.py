"""`Outcome`: one record of business results somebody logged. Records are only ever added (method.md 1.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class OutcomeKind(StrEnum):
    """What the record says about its quantity."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REVERSED = "reversed"
    UNDONE = "undone"
    """Takes another record back within its first ten minutes, as if it had not been logged."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One logged outcome.

    `event_id` comes from the source and makes logging idempotent. `workflow` and `team` are slugs, None where
    it could not be told (unsorted). `minutes` is the total of human time the reporter claims was displaced,
    `amount` a claimed value as typed (`$200`), None where not said. `person` is a pseudonym or None.
    """

    event_id: str
    kind: OutcomeKind
    quantity: int
    occurred_on: date
    logged_at: datetime
    source: str
    workflow: str | None = None
    team: str | None = None
    person: str | None = None
    minutes: int | None = None
    amount: str | None = None
    url: str | None = None
    note: str = ""
    reused: bool = False
    original: str | None = None
    """The event id of the record this one takes back or reverses."""

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ValueError("an outcome has a quantity of at least 1; a reversal says so by its kind")
