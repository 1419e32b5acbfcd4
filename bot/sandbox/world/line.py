"""`Line`: one line of a bill, whose it truly is, where the org file leads it, and when it is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bot.facts.periods import Period
from bot.sandbox.world.plan import Plan
from bot.sandbox.world.prices import MODELS

DIRECT, TEAM_ONLY, SHARED, UNALLOCATED = "direct", "team-only", "shared", "unallocated"
"""The classes of method.md 1.2."""

ASSISTANT = "deskmate"
"""The provider of assistants, whose bill is a CSV file of the organisation's own."""
PROVIDERS = tuple(sorted({ASSISTANT, *(model.provider for model in MODELS.values())}))
"""Whose bills a world has."""
POOL = "platform"
SEATS = "Seats"


class Line(NamedTuple):
    """One line. `day` is the UTC day it counts on and `known` the day it is first known.

    `span` is longer than a day for a seat: it is billed on its first day, and its effective cost is spread over them.
    `team` and `workflow` are whose it is, `placed` is (class, team, workflow) by the org file. `restated` is what it
    comes to once it was restated, None where it is not.
    """

    provider: str
    currency: str
    day: date
    known: date
    sub_account: str
    key: str
    model: str
    meter: str
    tokens: int
    nanos: int
    team: str
    workflow: str
    placed: tuple[str, str, str]
    service: str = "Tokens"
    category: str = "Usage"
    person: str = ""
    restated: int | None = None
    span: Period | None = None

    def billed(self, as_of: date | None) -> int | None:
        """What it comes to as of a day, None where it is not known yet; without a day, in the end."""
        if as_of is not None and self.known > as_of:
            return None
        return self.nanos if self.restated is None else self.restated

    def effective(self, as_of: date | None) -> Iterator[tuple[date, int]]:
        """The effective cost by day; a seat's amount is a whole number of 1e-9 a day."""
        amount = self.billed(as_of)
        if amount is None:
            return
        days = list(self.span.days()) if self.span else [self.day]
        for day in days:
            yield day, amount // len(days)


def key_of(plan: Plan) -> str:
    """The key that the org file knows."""
    return f"key-{plan.slug}"


def sub_account(team: str) -> str:
    """The project of a team at every provider."""
    return f"proj-{team}"
