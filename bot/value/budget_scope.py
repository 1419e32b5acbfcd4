"""Pure: which budgets are in force on a day, and whose spend of which days each of them pays for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.facts.org import Budget, Org
from bot.facts.periods import Period


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a budget is for, with the teams below its team; a field that is None takes everything."""

    teams: frozenset[str] | None = None
    workflow: str | None = None
    provider: str | None = None

    def holds(self, *, team: str | None, workflow: str | None, provider: str | None) -> bool:
        """Whether the budget pays for what this provider charged for this workflow of this team."""
        return (
            (self.teams is None or team in self.teams)
            and self.workflow in {None, workflow}
            and self.provider in {None, provider}
        )


def scope_of(org: Org, budget: Budget) -> Scope:
    """What the budget pays for; a team's budget pays for the teams below it too."""
    if budget.scope_kind == "team":
        return Scope(teams=_with_those_below(org, str(budget.scope)))
    if budget.scope_kind == "workflow":
        return Scope(workflow=budget.scope)
    return Scope(provider=budget.scope)


def in_force(org: Org, day: date) -> tuple[Budget, ...]:
    """The budgets of a UTC day: of each the version with the newest `since` that is not after it."""
    newest: dict[str, Budget] = {}
    for budget in sorted(org.budgets, key=lambda budget: budget.since or date.min):
        if budget.since is None or budget.since <= day:
            newest[budget.id] = budget
    return tuple(budget for budget in org.budgets if newest.get(budget.id) is budget)


def counted(org: Org, budget: Budget, period: Period) -> Period:
    """The UTC days of the period whose spend counts: from the first `since` of the budget's versions on.

    A version that only changes the amount in mid-period starts nothing anew. The budget is in force on the last day.
    """
    versions = [budget, *(other for other in org.budgets if other.id == budget.id)]
    begun = min(one.since or date.min for one in versions)
    return Period(max(period.start, begun), period.end)


def find(org: Org, budget_id: str, day: date) -> Budget | None:
    """The version of a budget that is in force on a UTC day, None where there is none any more."""
    return next((budget for budget in in_force(org, day) if budget.id == budget_id), None)


def other_currencies(budget: Budget, standing: Sequence[Budget]) -> frozenset[str]:
    """Currencies in which the same spend has a budget of its own, and which are therefore not this one's matter."""
    place = (budget.scope_kind, budget.scope, budget.period)
    same = {other.currency for other in standing if (other.scope_kind, other.scope, other.period) == place}
    return frozenset(same - {budget.currency})


def _with_those_below(org: Org, team: str) -> frozenset[str]:
    found = {team}
    while more := {one.slug for one in org.teams if one.parent in found} - found:
        found |= more
    return frozenset(found)
