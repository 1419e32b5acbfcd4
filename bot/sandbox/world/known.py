"""What the product may know of a workflow, a team and the organisation, as facts in memory.

Money is in USD: what is billed in EUR is taken at the world's rate, and stands for a workflow on the day of its
provider's own clock. Nothing here is more than the product may know: the truth is in `truth.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.facts import org
from bot.facts.grade import Grade
from bot.sandbox.world.claims import Case, Claim, Experiment


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelDay:
    """What one model did on a day, as far as its keys are known. `cost` in USD, `tokens` and their parts counted.

    `accepted` and `rejected` are what was logged on the day of what this model did.
    """

    model: str
    tier: str
    cost: Decimal
    tokens: int
    uncached: int
    cache_read: int
    cache_write: int
    output: int
    requests: int
    accepted: int
    rejected: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DayFacts:
    """One UTC day. `cost` is what is directly the workflow's, `at_first_prices` the same tokens at the first prices.

    `accepted`, `rejected` are what was logged, `reversed` by the day of what is taken back; `system` is what the
    system of record counted as accepted, None where there is none, and `matched` of both were found by an id.
    """

    day: date
    cost: Decimal
    at_first_prices: Decimal
    accepted: int
    rejected: int
    reversed: tuple[tuple[date, int], ...]
    system: int | None
    matched: int
    models: tuple[ModelDay, ...]


@dataclass(frozen=True, kw_only=True)
class WorkflowFacts:
    """What is known of one workflow; `days` are all UTC days from its first spend to the end of the history.

    `launched` is the day on which what is judged began. `baseline` is None where nothing was locked; its `minutes`
    are those of people before, `minutes_now` those that are left beside the AI, stated by the owner. `left_on` is the
    day on which its owner was gone. `grade` is that of its counts and its claims.
    """

    slug: str
    name: str
    team: str
    owner: str
    unit: str
    level: int
    reversal_days: int
    grade: Grade
    launched: date
    baseline: org.Baseline | None
    minutes_now: Decimal | None
    redesign: str
    backlog: bool
    budget: org.Budget | None
    left_on: date | None
    claims: tuple[Claim, ...]
    case: Case | None
    experiment: Experiment | None
    days: tuple[DayFacts, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamDay:
    """What a UTC day came to in USD: a team's own by class, and what its projects spent that no rule knows."""

    day: date
    direct: Decimal
    team_only: Decimal
    unallocated: Decimal


@dataclass(frozen=True, kw_only=True)
class TeamFacts:
    """What is known of one team. `budget` is None where it has none."""

    slug: str
    parent: str | None
    people: int
    budget: org.Budget | None
    days: tuple[TeamDay, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OrgDay:
    """What a UTC day of the whole organisation came to in USD, by class."""

    day: date
    direct: Decimal
    team_only: Decimal
    shared: Decimal
    unallocated: Decimal

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.direct + self.team_only + self.shared + self.unallocated
