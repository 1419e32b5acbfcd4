"""Read what was spent day by day, and what is worth a word of it in each currency (method.md 3.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from bot.facts.org import Org
from bot.facts.periods import DAY, Period
from bot.facts.policy import Policy
from bot.facts.rates import Rates
from bot.ledger import rates
from bot.ledger.costs import CostRow, costs
from bot.providers import rate_table
from bot.value.policy_money import judged_in
from reports.digest_inputs import Spent

_DAYS_READ = 175
"""A week to judge, eight whose days tell what is usual, eight for what is expected of those, and eight in which a creep
may have begun."""


def days_read(end: date) -> Period:
    """The UTC days that are looked at to judge the last ones before `end`."""
    return Period(end - _DAYS_READ * DAY, end)


def spent_by_team(connection: Connection, days: Period) -> Spent:
    """What every team spent on each of the days, by its slug; asked once for all of them."""
    return _by_day(costs(connection, since=days.start, until=days.end, by=("day", "team")), "team")


def spent_by_connection(connection: Connection, days: Period) -> Spent:
    """What every connection said was spent, what another source counts included."""
    return _by_day(costs(connection, since=days.start, until=days.end, by=("day", "connection", "class")), "connection")


def policies(connection: Connection, org: Org, currencies: Collection[str], day: date) -> Mapping[str, Policy]:
    """By currency the policy with its amounts in it; none of one in which they are not known."""
    foreign = set(currencies) - {org.fx.currency} if org.fx is not None else set[str]()
    known = Rates()
    if org.fx is not None and foreign:
        source = rate_table.source(org.fx).name
        known = rates.load(connection, {*foreign, org.fx.currency}, source=source, since=day, until=day + DAY)
    found = {currency: judged_in(currency, org.policy, org.fx, day, known) for currency in sorted(currencies)}
    return {currency: policy for currency, policy in found.items() if policy is not None}


def _by_day(rows: Iterable[CostRow], of: str) -> Spent:
    found: defaultdict[tuple[str, str], dict[date, Decimal | None]] = defaultdict(dict)
    for row in rows:
        whose, day = row.key(of), row.key("day")
        if whose is not None and day is not None:
            of_day, on = found[whose, row.currency], date.fromisoformat(day)
            before = of_day.get(on, Decimal(0))
            of_day[on] = None if before is None or row.effective_cost is None else before + row.effective_cost
    return dict(found)
