"""What the ledger has of a budget's spend: the rows that count, what they count as, and the sources they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.facts.org import Budget, Org
from bot.facts.periods import DAY, Period, midnight
from bot.facts.rates import Rates
from bot.ledger import rates
from bot.ledger.costs import CostRow, costs
from bot.ledger.sources import Source
from bot.providers import rate_table
from bot.value.budget_rates import Counting
from bot.value.budget_scope import Scope

_PLACES = ("provider", "connection", "team", "workflow")
_LOOK_BACK = timedelta(days=35)
"""A connection has a part in a budget when it had a charge of its scope in the period or so long before it."""
_GIVEN_UP_AFTER = timedelta(days=7)
"""A connection that was not tried for so long while others were is not read any more and holds nothing up."""
_BILL_AWAITED = timedelta(days=35)
"""A file that ends longer ago was a history, and is waited for no more."""


def pays(scope: Scope, row: CostRow) -> bool:
    """Whether a row by provider, team and workflow counts against what is for this scope."""
    return scope.holds(team=row.key("team"), workflow=row.key("workflow"), provider=row.key("provider"))


def spent_in(connection: Connection, org: Org, span: Period, standing: Sequence[Budget]) -> tuple[CostRow, ...]:
    """What was spent in the span, by day only where several currencies meet and are converted."""
    rows = _rows(connection, span.start, span.end)
    meet = {row.currency for row in rows} | {budget.currency for budget in standing}
    if org.fx is None or len(meet) == 1:
        return rows
    return costs(connection, since=span.start, until=span.end, by=(*_PLACES, "day"))


def lately(connection: Connection, period: Period) -> tuple[CostRow, ...]:
    """What was spent in the period and shortly before: it tells which sources have a part in a budget."""
    return _rows(connection, period.start - _LOOK_BACK, period.end)


def published(
    connection: Connection, org: Org, spent: Mapping[Period, Sequence[CostRow]], standing: Iterable[Budget]
) -> Rates:
    """The reference rates that what was spent in these spans may be converted at; none where nothing is."""
    currencies = {row.currency for rows in spent.values() for row in rows} | {one.currency for one in standing}
    if org.fx is None or len(currencies) == 1 or not spent:
        return Rates()
    since, until = min(span.start for span in spent), max(span.end for span in spent)
    return rates.load(connection, currencies, source=rate_table.source(org.fx).name, since=since, until=until)


def counting(org: Org, budget: Budget, period: Period, found: Rates) -> Counting | None:
    """How the budget counts other currencies in the period; None where the organisation converts nothing."""
    if org.fx is None:
        return None
    return Counting(into=budget.currency, fx=org.fx, first_day=period.start, rates=found)


def behind(scope: Scope, spent: Sequence[CostRow], known: Sequence[Source]) -> tuple[Source, ...]:
    """The sources of what counts for the scope, given what was spent lately; all where none is known to be."""
    linked = {row.key("connection") for row in spent if pays(scope, row)}
    found = [one for one in known if scope == Scope() or one.connection in linked or one.provider == scope.provider]
    return tuple(found or known)


def fresh_at(source: Source) -> datetime | None:
    """When its figures were made, as far as that is known; None where it was never read."""
    return source.as_of or source.read_at


def is_still_read(source: Source, known: Sequence[Source], by: datetime | None = None) -> bool:
    """Whether a timetable reads it: not brought as files, and tried about as lately as the others.

    With `by` as of then: what the others were tried later does not count.
    """
    if source.is_imported:
        return False
    newest = max(one.attempted_at for one in known if not one.is_imported)
    return source.attempted_at > (newest if by is None else min(newest, by)) - _GIVEN_UP_AFTER


def is_awaited(source: Source, known: Sequence[Source], on: date) -> bool:
    """Whether more is to come of it, as of the end of a UTC day: it is still read, or a bill that ended lately."""
    if source.is_imported:
        return source.reaches_to is not None and source.reaches_to > on - _BILL_AWAITED
    return is_still_read(source, known, midnight(on + DAY))


def day_of(row: CostRow) -> date:
    """The charge day of a row that was asked for by day."""
    return date.fromisoformat(str(row.key("day")))


def _rows(connection: Connection, since: date, until: date) -> tuple[CostRow, ...]:
    return costs(connection, since=since, until=until, by=_PLACES)
