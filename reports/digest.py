"""`Digest`: what one team is told of one week, frozen with every number's inputs.

Money is effective cost in the currency beside it, never added across currencies; weeks are UTC days, Monday to
Monday. The JSON of a digest (`reports.snapshot`) is what `digest --format json` prints and what is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.facts.org import FEWEST_SHOWN_ALONE
from bot.facts.periods import Period, Week
from bot.value.standing.standing import Standing
from bot.value.unit_cost import Finding, UnitCost, unit_cost
from reports.digest_notes import BudgetNote, Restated, SharedPart, Unusual

METHOD = "1.0"
"""The version of the measurement method the figures follow."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """How far a connection's data reach: from `first_day` (in) to `data_until` (out), None where never read.

    `error` is the sentence of the last attempt that failed; `empty` says that no charge has ever come. `final_to` is
    the first day that may still change, `provisional_until` the day on which those of the digest's week that may still
    change are settled, None where all are.
    """

    connection: str
    name: str
    first_day: date | None
    data_until: date | None
    as_of: datetime | None
    error: str | None
    empty: bool
    final_to: date | None = None
    provisional_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Why the cost of a week is not whole: data begin on `starts`, end after `ends` or have a `hole`.

    Where it is none of these, they were never read.
    """

    name: str
    starts: date | None = None
    ends: date | None = None
    hole: Period | None = None


@dataclass(frozen=True, kw_only=True)
class Spend:
    """The known effective cost in one currency; `complete` is False where a charge has no known cost."""

    currency: str
    amount: Decimal
    complete: bool = True


@dataclass(frozen=True, kw_only=True)
class WeekFigures:
    """One workflow in one week: all spend of the workflow beside all its outcomes, rejected and reversed included."""

    week: Week
    spend: tuple[Spend, ...]
    gaps: tuple[Gap, ...]
    accepted: int
    rejected: int
    reversed: int
    net: int
    """Accepted less reversed: the denominator."""
    unit_cost: Decimal | None = None
    """AI cost per accepted outcome; None where method.md M3 supports no figure alone."""

    @property
    def cost(self) -> Decimal | None:
        """The whole cost in one currency, None where it is not known or there are several currencies."""
        if self.gaps or len(self.spend) > 1 or not all(spend.complete for spend in self.spend):
            return None
        return self.spend[0].amount if self.spend else Decimal(0)

    @property
    def currency(self) -> str:
        """The currency of the cost; empty where nothing was spent."""
        return self.spend[0].currency if self.spend else ""

    @property
    def finding(self) -> Finding:
        """What the week says of one outcome (method.md M3)."""
        return unit_cost(self.cost, self.currency, self.net)


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """The locked comparison: cost per outcome over [since, until); before AI also the minutes of work it took."""

    cost: Decimal
    currency: str
    is_before_ai: bool
    minutes: Decimal | None
    since: date
    until: date
    n: int | None


@dataclass(frozen=True, kw_only=True)
class WorkflowLine:
    """One workflow's weeks, oldest first; the last is the digest's own, the one before it the week before."""

    slug: str
    name: str
    unit: str
    launched: date | None
    baseline: Baseline | None
    weeks: tuple[WeekFigures, ...]
    standing: Standing | None = None
    """What the settled weeks say; None where it never spent, where its team was shown in another one in some of them,
    and in digests from before there was one."""
    converted: tuple[str, ...] = ()
    """The other currencies that the company spent in in these weeks, converted where shares of all its spend count."""

    @property
    def this(self) -> WeekFigures:
        """The digest's week."""
        return self.weeks[-1]

    @property
    def previous(self) -> WeekFigures | None:
        """The week before, None in the first week shown."""
        return self.weeks[-2] if len(self.weeks) > 1 else None

    @property
    def spends_for_nothing(self) -> bool:
        """Whether money was spent this week and no outcome stands against it."""
        return self.this.net <= 0 and any(spend.amount > 0 for spend in self.this.spend)

    @property
    def needs_decision(self) -> bool:
        """Whether somebody has to answer: as its verdict says, or for want of a baseline or of any outcome."""
        verdict = None if self.standing is None else self.standing.shown.verdict
        if verdict is not None:
            return verdict.needs_decision
        return self.baseline is None or self.spends_for_nothing

    @property
    def has_new_verdict(self) -> bool:
        """Whether its verdict is said for the first time."""
        return self.standing is not None and self.standing.shown.is_new

    @property
    def has_outcomes(self) -> bool:
        """Whether anything was logged in any week shown."""
        return any(week.accepted or week.rejected for week in self.weeks)

    @property
    def has_figure(self) -> bool:
        """Whether the week supports a unit cost."""
        return isinstance(self.this.finding, UnitCost)


@dataclass(frozen=True, kw_only=True)
class TeamSpend:
    """The team's week in one currency: with a workflow (`direct`) and without (`team_only`).

    `without_outcomes` is the part of `direct` that went to workflows with no accepted outcome this week.
    """

    currency: str
    direct: Decimal
    team_only: Decimal
    without_outcomes: Decimal
    complete: bool

    @property
    def total(self) -> Decimal:
        """Everything that belongs to the team."""
        return self.direct + self.team_only


@dataclass(frozen=True, kw_only=True)
class Digest:
    """One team's week. Workflows stand with those that need a decision first, then changed verdicts, then by name;
    never by spend.

    `folded` names the teams too small to be shown alone that this one speaks for. `unallocated` is of the whole
    company: spend no rule gives to any team, from `unallocated_keys` keys, and accounts without one, where that is
    known. `unsorted` counts the team's accepted outcomes that name no workflow. `provisional_until` is the day from
    which no outcome of the week can be reversed any more, None where that was so at the close. `has_spent_before` is
    whether any spend of the team is known of the weeks before that are shown.
    """

    team: str
    team_name: str
    week: Week
    closed_at: datetime
    first_week: Week | None
    workflows: tuple[WorkflowLine, ...]
    spend: tuple[TeamSpend, ...]
    gaps: tuple[Gap, ...]
    unallocated: tuple[Spend, ...]
    unallocated_keys: int | None
    restated: tuple[Restated, ...]
    folded: tuple[str, ...]
    unsorted: int
    provisional_until: date | None
    sources: tuple[Source, ...]
    method: str = METHOD
    budgets: tuple[BudgetNote, ...] = ()
    shared: tuple[SharedPart, ...] = ()
    fewest_shown: int = FEWEST_SHOWN_ALONE
    unusual: tuple[Unusual, ...] = ()
    has_spent_before: bool = False

    @property
    def spend_provisional_until(self) -> date | None:
        """The day on which no source may change the week's spend any more; None where that was so at the close."""
        waits = [one.provisional_until for one in self.sources if one.provisional_until and not one.empty]
        last = max(waits, default=None)
        return last if last is not None and last > self.closed_at.date() else None
