"""Pure: the days of a digest's week that cost far more than usual, and spend that creeps up (method.md 3.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from bot.facts.money import NANO
from bot.facts.org import Org
from bot.facts.periods import Period
from bot.ledger.sources import Source
from bot.value.anomalies import Anomaly, Expected, Kind, Mark, anomalies, severity
from bot.value.budget_scope import in_force
from bot.value.daily import Daily
from reports.digest_inputs import DigestInputs, Spent
from reports.digest_notes import Unusual

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MOSTLY = Decimal("0.5")


def unusual(
    inputs: DigestInputs, team: str, teams: Collection[str], connections: Collection[str]
) -> tuple[Unusual, ...]:
    """What was unusual of the team and those folded into it in the inputs' week, by currency and day.

    `connections` are those that their charges come from: a day that one of them was not read complete of is not judged,
    and nothing is compared with it, nor with the days on which the team was shown in another one.
    """
    if inputs.days is None:
        return ()
    days = Period(max(inputs.days.start, inputs.shown_since[team]), inputs.days.end)
    feeding = [source for source in inputs.sources if source.connection in connections]
    found = list[Unusual]()
    for currency, spent in sorted(_together(inputs.daily, teams).items()):
        policy = inputs.policies.get(currency)
        if policy is not None:
            daily = complete(spent, days, feeding)
            budget = _month_budget(inputs.org, team, currency, inputs.week.period.last_day)
            for one in anomalies(daily, policy, through=daily.last, marks=_marks(inputs.org, teams)):
                found += _said(one, currency, inputs.week.period, budget)
    return tuple(sorted(found, key=lambda one: (one.currency, one.alert.on, one.alert.kind)))


def complete(spent: Mapping[date, Decimal | None], days: Period, sources: Iterable[Source]) -> Daily:
    """The days with what was spent on each; one that some of the sources were not read complete of is not known."""
    missing = {day for source in sources for hole in source.missing(days) for day in hole.days()}
    return Daily.of({**spent, **dict.fromkeys(missing)}, days)


def _together(daily: Spent, teams: Collection[str]) -> Mapping[str, Mapping[date, Decimal | None]]:
    """The sums of the teams by currency."""
    found: defaultdict[str, dict[date, Decimal | None]] = defaultdict(dict)
    for (team, currency), spent in daily.items():
        if team in teams:
            of_day = found[currency]
            for day, amount in spent.items():
                before = of_day.get(day, Decimal(0))
                of_day[day] = None if before is None or amount is None else before + amount
    return found


def _said(one: Anomaly, currency: str, week: Period, budget: Decimal | None) -> Iterator[Unusual]:
    """Its alerts of the week for the team; a creep is left out where it is mostly made of days that are told alone."""
    if one.is_for_admin:
        return
    alone = {alert.on for alert in one.alerts if alert.kind is Kind.HIGH}
    for alert in one.alerts:
        told = sum((day.excess for day in alert.days if day.day in alone), Decimal(0))
        is_told = alert.kind is Kind.CREEP and told >= _MOSTLY * alert.excess
        if alert.on in week and not is_told:
            yield Unusual(currency=currency, alert=alert, severity=severity(one, budget), month_budget=budget)


def _marks(org: Org, teams: Collection[str]) -> list[Mark]:
    """What the org file says was to be expected of these teams."""
    return [
        Mark(days=Period(one.since, one.until), as_what=Expected(one.as_what))
        for one in org.expected
        if one.team in teams
    ]


def _month_budget(org: Org, team: str, currency: str, day: date) -> Decimal | None:
    """What the team may spend in a month by its own budget in the currency, that of the shortest period."""
    own = [
        budget
        for budget in in_force(org, day)
        if (budget.scope_kind, budget.scope, budget.currency) == ("team", team, currency)
    ]
    if not own:
        return None
    budget = min(own, key=lambda budget: _MONTHS[budget.period])
    return (budget.amount / _MONTHS[budget.period]).quantize(NANO, ROUND_HALF_EVEN)
