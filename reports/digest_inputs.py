"""`DigestInputs`: everything the digests of one week are made of, as plain rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from bot.facts.org import Org
from bot.facts.outcome import OutcomeKind
from bot.facts.periods import Period, Week
from bot.facts.policy import Policy
from bot.ledger.sources import Source
from bot.value.people import folds
from bot.value.standing.standing import Standing
from reports.digest_notes import BudgetNote
from reports.restatement import Published

WEEKS_SHOWN = 12
"""How many weeks a digest looks at, its own included."""

Spent = Mapping[tuple[str, str], Mapping[date, Decimal | None]]
"""Effective cost by whose it is and currency, on each UTC day on which something was charged; None where a day's is not
known whole."""


@dataclass(frozen=True, kw_only=True)
class WeeklyCost:
    """Effective cost of one connection in one week; None where not known whole.

    `workflow` is None for spend that only the team is known of, `team` too for spend that nobody claims.
    """

    week: Week
    connection: str
    team: str | None
    workflow: str | None
    currency: str
    effective: Decimal | None


@dataclass(frozen=True, kw_only=True)
class WeeklyCount:
    """Outcomes of one kind in one week, those taken back left out; `workflow` is None where unsorted."""

    week: Week
    team: str | None
    workflow: str | None
    kind: OutcomeKind
    quantity: int


@dataclass(frozen=True, kw_only=True)
class TeamBudgetNote:
    """What there is to say of a team's budgets since the last digest."""

    team: str
    note: BudgetNote


@dataclass(frozen=True, kw_only=True)
class DigestInputs:
    """One week of the whole organisation: enough for every team's digest.

    `costs` and `counts` hold the weeks of `weeks_shown(week)`; `published` what earlier digests said of them;
    `folds` (bot.value.people) which team is shown in which, `standings` by workflow what its settled weeks say. `daily`
    is what the teams spent on `days`, the last of which is the week's, and `policies` what of it is worth a word, by
    currency.
    """

    org: Org
    week: Week
    closed_at: datetime
    costs: tuple[WeeklyCost, ...]
    counts: tuple[WeeklyCount, ...]
    sources: tuple[Source, ...]
    folds: Mapping[str, str | None]
    published: tuple[Published, ...] = ()
    unallocated_keys: int | None = None
    budgets: tuple[TeamBudgetNote, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=lambda: MappingProxyType({}))
    days: Period | None = None
    daily: Spent = field(default_factory=lambda: MappingProxyType({}))
    policies: Mapping[str, Policy] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def paid_on(self) -> Mapping[str, frozenset[date]]:
        """By currency the days of `days` on which anything was spent in it."""
        found: defaultdict[str, set[date]] = defaultdict(set)
        for (_, currency), by_day in self.daily.items():
            found[currency].update(day for day, cost in by_day.items() if cost != 0)
        return {currency: frozenset(days) for currency, days in found.items()}

    @cached_property
    def shown_since(self) -> Mapping[str, date]:
        """By team that is shown in itself the Monday from which on it always was; the first day of all where it was in
        all weeks looked at.

        Of what was before nothing is said apart, now as then: it speaks of fewer people (method.md 4.8).
        """
        shown = {team for team, place in self.folds.items() if team == place}
        since = dict.fromkeys(shown, self.week.monday)
        for week in (self.week.plus(-n) for n in range(1, WEEKS_SHOWN)):
            places = folds(self.org, week.period.last_day)
            shown = {team for team in shown if places.get(team) == team}
            since |= dict.fromkeys(shown, week.monday)
        return since | dict.fromkeys(shown, date.min)


def weeks_shown(week: Week) -> Period:
    """The UTC days of the weeks that a week's digest looks at."""
    return Period(week.plus(1 - WEEKS_SHOWN).monday, week.period.end)
