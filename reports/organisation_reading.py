"""Read what the whole organisation spent by week, all of it in one currency: what shares of it are judged by.

These are how much of it is allocated (method.md M2) and whether a workflow is a small or a large part of it (5.1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from bot.facts.org import Org
from bot.facts.periods import Period, Week, parse_week
from bot.facts.rates import Rates
from bot.ledger import rates
from bot.ledger.allocation import AllocationClass
from bot.ledger.costs import CostRow, costs
from bot.providers import rate_table
from bot.value.coverage import Placed
from bot.value.fx import convert


def organisation(
    connection: Connection, org: Org, days: Period, currencies: Collection[str]
) -> Mapping[str, Mapping[Week, Placed]]:
    """By currency what the organisation spent by week, whole weeks; none of one in which it is not known whole in it.

    What was charged in another currency is converted at the reference rate of the week's last day.
    """
    weeks: defaultdict[Week, list[CostRow]] = defaultdict(list)
    for row in costs(connection, since=days.start, until=days.end, by=("week", "class")):
        if row.key("class") != AllocationClass.SUPPRESSED.value:
            weeks[parse_week(str(row.key("week")))].append(row)
    spent_in = {row.currency for rows in weeks.values() for row in rows}
    known = _rates(connection, org, spent_in.union(currencies), days)
    found = {one: {week: _placed(rows, one, week, known) for week, rows in weeks.items()} for one in currencies}
    return {
        one: {week: placed for week, placed in by_week.items() if placed is not None} for one, by_week in found.items()
    }


def _rates(connection: Connection, org: Org, currencies: Collection[str], days: Period) -> Rates:
    if org.fx is None or len(currencies) == 1:
        return Rates()
    source = rate_table.source(org.fx).name
    return rates.load(connection, currencies, source=source, since=days.start, until=days.end)


def _placed(rows: Iterable[CostRow], currency: str, week: Week, known: Rates) -> Placed | None:
    amounts: defaultdict[str | None, Decimal] = defaultdict(Decimal)
    for row in rows:
        amount = _counted(row, currency, week.period.last_day, known)
        if amount is None:
            return None
        amounts[row.key("class")] += amount
    return Placed(
        direct=amounts[AllocationClass.DIRECT.value],
        team_only=amounts[AllocationClass.TEAM_ONLY.value],
        shared=amounts[AllocationClass.SHARED.value],
        unallocated=amounts[AllocationClass.UNALLOCATED.value],
    )


def _counted(row: CostRow, currency: str, day: date, known: Rates) -> Decimal | None:
    """A cost of nothing needs no rate."""
    return convert(row.effective_cost, row.currency, currency, day, known) if row.effective_cost else row.effective_cost
