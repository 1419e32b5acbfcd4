"""What is to be found of a planted team beside its verdict, by the product's own functions on its facts (8.1).

Each returns the weeks of the history, by number, at whose close it was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from bot.bench.method.world_known import Walk, weeks_of
from bot.facts.fiscal import budget_period
from bot.facts.org import Membership, Org, Person, Team
from bot.facts.periods import DAY, Period, Week, week_of
from bot.facts.policy import DEFAULT
from bot.sandbox.world.known import DayFacts, TeamFacts, WorkflowFacts
from bot.sandbox.world.story import Finding
from bot.value.anomalies import Kind, anomalies
from bot.value.base_prices import at_base_prices
from bot.value.bridge import Use
from bot.value.changes import Change
from bot.value.coverage import Placed, coverage
from bot.value.daily import Daily
from bot.value.forecast import forecast
from bot.value.forecast_rules import firings
from bot.value.hints.routing import Routing, Tier, compare_tiers
from bot.value.outlook import outlook
from bot.value.people import folds
from bot.value.ranges import WeekSums, typical_range
from bot.value.record import bank, residuals
from bot.value.standing.standing import Standing
from bot.value.verdicts.missing import Missing
from bot.value.windows import UNIT_COST_WEEKS, settled_window
from bot.value.worth.gaming import hidden_cost, inflated, sandbagged

_FRONTIER = "frontier"
_ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A workflow with its team, the standings at its closes by week, and what all teams of the world are known to be.

    `through` is the last week that is asked about, by number; `starts` the first UTC day of the history. `plain` are
    the facts as they would be had nothing been planted, where it is asked whether the same is found of them.
    """

    facts: WorkflowFacts
    walk: Walk
    standings: Mapping[Week, Standing]
    teams: Sequence[TeamFacts]
    starts: date
    through: int
    plain: WorkflowFacts | None = None

    def number(self, week: Week) -> int:
        """The week's number in the history."""
        return (week.monday - self.starts).days // 7

    @property
    def weeks(self) -> list[Week]:
        """The weeks that are asked about."""
        return [week for week in weeks_of(self.facts) if self.number(week) <= self.through]

    @property
    def daily(self) -> Daily:
        """What is directly its own, by day."""
        return Daily(first=self.facts.days[0].day, amounts=tuple(day.cost for day in self.facts.days))

    def settled(self, at: datetime) -> list[DayFacts]:
        """The days of the settled window of a close."""
        days = settled_window(at, reversal_days=self.facts.reversal_days).cost
        return [day for day in self.facts.days if day.day in days]


def is_found(what: Finding, case: Case, first: int, by: int) -> bool:
    """Whether it is found by the week `by`, and not before `first`: once, or at every close of those in `ALWAYS`.

    What is found of the facts without what was planted as well was not found of it; nor is anything where there is no
    close to ask.
    """
    weeks = range(first, by + 1)
    seen = {number for number in _FINDERS[what](case) if number in weeks}
    if what in ALWAYS:
        closes = {case.number(week): one for week, one in case.standings.items() if case.number(week) in weeks}
        asked = {number for number, one in closes.items() if _is_asked(what, one)}
        return by in closes and bool(asked) and seen >= asked
    if case.plain is not None and any(number in weeks for number in _FINDERS[what](replace(case, facts=case.plain))):
        return False
    return bool(seen)


def _is_asked(what: Finding, standing: Standing) -> bool:
    """That nothing improved at the prices of the baseline is asked only where something did at those that were paid."""
    return what is not Finding.NOT_IMPROVED or standing.change is Change.IMPROVED


def _ownerless(case: Case) -> Iterator[int]:
    for week, standing in case.standings.items():
        verdict = standing.shown.verdict
        if verdict is not None and Missing.OWNER in verdict.missing:
            yield case.number(week)


def _guardrail(case: Case) -> Iterator[int]:
    for week, standing in case.standings.items():
        verdict = standing.shown.verdict
        if verdict is not None and any(guard.change is Change.WORSE for guard in verdict.inputs.guards):
            yield case.number(week)


def _not_improved(case: Case) -> Iterator[int]:
    """Where its closes, at the prices of the baseline's weeks, do not say that an outcome got cheaper.

    It is asked where they say so at the prices that were paid.
    """
    days = case.facts.days
    base = _uses(day for day in days if day.day < case.facts.launched)
    costs = {day.day: at_base_prices(_uses([day]), base).cost for day in days}
    for week, standing in Walk(case.facts, case.walk.organisation, costs=costs).standings(case.weeks):
        if standing.change is not Change.IMPROVED:
            yield case.number(week)


def _uses(days: Iterator[DayFacts] | Sequence[DayFacts]) -> dict[str, Use]:
    found: dict[str, Use] = {}
    for day in days:
        for model in day.models:
            so_far = found.get(model.model, Use(tokens=_ZERO, cost=_ZERO))
            found[model.model] = Use(tokens=so_far.tokens + model.tokens, cost=so_far.cost + model.cost)
    return found


def _inflated(case: Case) -> Iterator[int]:
    for week in case.weeks:
        days = case.settled(week.closes_at)
        recorded = None if any(day.system is None for day in days) else sum(day.system or 0 for day in days)
        if inflated(case.facts.slug, sum(day.accepted for day in days), recorded):
            yield case.number(week)


def _sandbagged(case: Case) -> Iterator[int]:
    """Against what an outcome cost by week before the launch, and in the baseline's own weeks."""
    locked = case.facts.baseline
    if locked is None:
        return
    for week in case.weeks:
        if locked.until > week.closes_at.date():
            continue
        history = [day for day in case.facts.days if day.day < case.facts.launched]
        own = _each([day for day in history if locked.since <= day.day < locked.until])
        starts = sorted({week_of(day.day) for day in history})
        weekly = [_each([day for day in history if day.day in one.period]) for one in starts]
        if sandbagged(case.facts.slug, locked.cost, own, [each for each in weekly if each is not None], DEFAULT):
            yield case.number(week)


def _each(days: Sequence[DayFacts]) -> Decimal | None:
    net = sum(day.accepted - sum(count for _, count in day.reversed) for day in days)
    return sum((day.cost for day in days), _ZERO) / net if net > 0 else None


def _hidden(case: Case) -> Iterator[int]:
    team = next(one for one in case.teams if one.slug == case.facts.team)
    weekly: dict[Week, Placed] = {}
    for day in team.days:
        week = week_of(day.day)
        so_far = weekly.get(week, Placed(direct=_ZERO, team_only=_ZERO, shared=_ZERO, unallocated=_ZERO))
        weekly[week] = Placed(
            direct=so_far.direct + day.direct,
            team_only=so_far.team_only + day.team_only,
            shared=_ZERO,
            unallocated=so_far.unallocated + day.unallocated,
        )
    covered = {week: coverage(one) for week, one in weekly.items()}
    for week in case.weeks:
        if hidden_cost(case.facts.slug, [one for of, one in covered.items() if of <= week]):
            yield case.number(week)


def _unusual(case: Case, kind: Kind) -> Iterator[int]:
    """The weeks with an alert of that kind, of which the team hears."""
    last = case.weeks[-1].period.last_day
    for one in anomalies(case.daily, DEFAULT, through=min(last, case.daily.last)):
        if not one.is_for_admin:
            yield from sorted({case.number(week_of(alert.on)) for alert in one.alerts if alert.kind is kind})


def _budget(case: Case) -> Iterator[int]:
    """The weeks in which it is said that the budget of its year is likely to be exceeded, judged every day."""
    budget = case.facts.budget
    if budget is None:
        return
    daily, last = case.daily, case.weeks[-1].period.last_day
    period = budget_period(budget.period, last, 1)
    errors = list(residuals(daily, through=last))
    chances: dict[date, float | None] = {}
    for through in Period(period.start, last).days():
        spent = daily.total(Period(period.start, through + DAY)) or _ZERO
        if spent >= budget.amount:
            break
        ahead = forecast(daily, through=through, last=period.last_day)
        said = outlook(period, ahead, bank(errors, as_of=through), spent=spent, budget=budget.amount)
        chances[through + DAY] = said.exceeds
    yield from sorted({case.number(week_of(one.day)) for one in firings(period, chances) if one.rule == "F60"})


def _route(case: Case) -> Iterator[int]:
    for week in case.weeks:
        days = case.settled(week.closes_at)
        small, frontier = (_tier(days, is_frontier=is_frontier) for is_frontier in (False, True))
        if compare_tiers(small, frontier, DEFAULT).routing is Routing.SWITCH:
            yield case.number(week)


def _no_route(case: Case) -> Iterator[int]:
    yield from sorted({case.number(week) for week in case.weeks} - set(_route(case)))


def _tier(days: Sequence[DayFacts], *, is_frontier: bool) -> Tier:
    """Its attempts that are decided, and what an accepted one of it cost."""
    weeks: dict[Week, WeekSums] = {}
    attempts = 0
    for day in days:
        of = [model for model in day.models if (model.tier == _FRONTIER) is is_frontier]
        attempts += sum(model.accepted + model.rejected for model in of)
        so_far = weeks.get(week_of(day.day), WeekSums(cost=_ZERO, count=0))
        weeks[week_of(day.day)] = WeekSums(
            cost=so_far.cost + sum((model.cost for model in of), _ZERO),
            count=so_far.count + sum(model.accepted for model in of),
        )
    sums = list(weeks.values())
    is_whole = len(sums) == UNIT_COST_WEEKS
    each = typical_range(sums, usual_correlation=DEFAULT.usual_correlation) if is_whole else None
    return Tier(attempts=attempts, accepted=sum(week.count for week in sums), each=each)


def _private(case: Case) -> Iterator[int]:
    """The weeks in which its team is shown in no place of its own."""
    org = Org(
        teams=tuple(Team(slug=team.slug, name=team.slug, parent=team.parent) for team in case.teams),
        people=tuple(
            Person(email=f"{n}@{team.slug}.example", memberships=(Membership(team=team.slug, since=case.starts),))
            for team in case.teams
            for n in range(team.people)
        ),
    )
    for week in case.weeks:
        if folds(org, week.period.last_day)[case.facts.team] != case.facts.team:
            yield case.number(week)


_FINDERS: Mapping[Finding, Callable[[Case], Iterator[int]]] = {
    Finding.GUARDRAIL: _guardrail,
    Finding.NOT_IMPROVED: _not_improved,
    Finding.INFLATED: _inflated,
    Finding.SANDBAGGED: _sandbagged,
    Finding.HIDDEN: _hidden,
    Finding.ANOMALY: partial(_unusual, kind=Kind.HIGH),
    Finding.CREEP: partial(_unusual, kind=Kind.CREEP),
    Finding.BUDGET: _budget,
    Finding.ROUTE: _route,
    Finding.NO_ROUTE: _no_route,
    Finding.PRIVATE: _private,
    Finding.OWNERLESS: _ownerless,
}

ALWAYS = frozenset({Finding.NOT_IMPROVED, Finding.NO_ROUTE, Finding.PRIVATE})
"""What has to be so at every close up to its deadline, or at it; all others are found once."""

ALERTS = frozenset({Finding.ANOMALY, Finding.CREEP})
"""What an ordinary history gives rise to at times as well."""

UNSAID = frozenset(
    {
        Finding.NOT_IMPROVED,
        Finding.INFLATED,
        Finding.SANDBAGGED,
        Finding.HIDDEN,
        Finding.ROUTE,
        Finding.NO_ROUTE,
    }
)
"""What the functions for it find and the bot does not say yet: only the bench calls them."""
