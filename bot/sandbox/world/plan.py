"""`Plan`: all that is fixed about one workflow before a single day of it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.facts.grade import Grade
from bot.sandbox.world.prices import MOVES
from bot.sandbox.world.shocks import Level, Shock


class Baseline(StrEnum):
    """What a workflow is compared with."""

    PEOPLE = "people"
    """The process without AI, measured in the thirteen weeks before the launch."""
    AI = "ai"
    """What it cost in the first thirteen weeks of the history; its change is launched after them."""
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Use:
    """The part of the attempts that a model takes, how many tokens it needs where the first model needs 1, and what
    is left of the acceptance.
    """

    model: str
    share: float = 1.0
    tokens: float = 1.0
    acceptance: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What changes for good, or for `days`, from the Monday of a week on; over `over` days it grows to its size.

    `cost` is for one attempt, `volume` of attempts, `accepted` of the acceptance, `reversed` of the reversals,
    `logged` of what is logged: factors all. `untagged` is the part of the cost that goes to keys nobody knows.
    `cause` says in a few words what happened.
    """

    week: int
    cause: str
    over: int = 0
    days: int | None = None
    cost: float = 1.0
    volume: float = 1.0
    accepted: float = 1.0
    reversed: float = 1.0
    logged: float = 1.0
    untagged: float | None = None

    @property
    def starts(self) -> int:
        """Its first day, counted from the first day of the history."""
        return self.week * 7

    def progress(self, day: int) -> float:
        """How much of it is there on a day: 0 before it and after it, 1 once it has its size."""
        since = day - self.starts
        if since < 0 or (self.days is not None and since >= self.days):
            return 0.0
        return 1.0 if since >= self.over else (since + 1) / (self.over + 1)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A declared experiment: from the Monday of `week` for so many weeks, with an envelope in parts of its plan."""

    week: int
    weeks: int
    envelope: float
    question: str
    extended: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One workflow. `weekly` is its usual cost of a week in its currency, `attempts` the usual ones of a week.

    With `share` its cost and its attempts follow what the whole organisation spends; `weekly` is then that share of
    the first weeks. `worth` is the true value of what it yields for one unit of cost at first (V/C), `inflation` how
    many times that people claim. `begins` is the week in which it starts to spend, `leaves` the week whose Monday its
    owner is gone. `number` is its number among the planted teams. `has_system` tells whether a system of record counts
    as well. `overstated` is by how much the locked baseline is above what it cost. `is_ordinary` are the others.
    """

    slug: str
    name: str
    team: str
    owner: str
    delegate: str
    unit: str
    weekly: float
    attempts: float
    uses: tuple[Use, ...]
    acceptance: float
    reversals: float
    grade: Grade
    logging: float
    has_system: bool
    worth: float
    inflation: float
    activity: Shock
    intensity: Shock
    level: Level = field(default_factory=Level)
    place: int = 0
    always: bool = False
    lag: float = 0.45
    quality: int = 3
    baseline: Baseline = Baseline.PEOPLE
    overstated: float = 1.0
    begins: int = 0
    share: float | None = None
    untagged: float = 0.0
    turns: tuple[Turn, ...] = ()
    trial: Trial | None = None
    leaves: int | None = None
    backlog: bool = False
    redesign: str = "live"
    number: int | None = None
    currency: str = "USD"
    preview: bool = False
    rotates: bool = False
    misplaced: str | None = None

    @property
    def is_unchanged(self) -> bool:
        """Whether one outcome costs the same for ever: nobody changed it, and no price of its models moves."""
        moved = {move.model for move in MOVES}
        return not self.turns and not any(use.model in moved for use in self.uses)

    @property
    def net(self) -> float:
        """What part of the attempts is accepted and stays so, at first."""
        mixed = sum(use.share * min(1.0, self.acceptance * use.acceptance) for use in self.uses)
        return mixed * (1 - self.reversals)

    @property
    def unit_worth(self) -> float:
        """The true value of one outcome that stays accepted, in its currency."""
        return self.worth * self.weekly / (self.attempts * self.net) if self.net else 0.0
