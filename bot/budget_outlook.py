"""How the running period of each budget is likely to end, from half a year of days in the ledger (method.md 3.5, 6.1).

Every evaluation is made from the days themselves, today's and yesterday's alike, so that nothing of it is kept.
Effective cost spreads seats and other commitments over the days they are for: they are in the level of a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from bot.budget_spend import behind, counting, day_of, fresh_at, is_awaited, lately, published
from bot.facts.fiscal import budget_period
from bot.facts.org import Budget, Org
from bot.facts.periods import DAY, Period, month_of
from bot.ledger.costs import CostRow, costs
from bot.ledger.sources import Source, sources
from bot.value.budget_rates import Counting
from bot.value.budget_scope import Scope, counted, in_force, other_currencies, scope_of
from bot.value.daily import Daily, last_complete_day
from bot.value.forewarning import Ahead
from bot.value.prospects import begun, is_too_early, prospect
from bot.value.record import Bank, Residual, bank, residuals

HISTORY = timedelta(days=180)
"""So far back the days of the budgets are read, and the record of all teams' forecasts with them."""
_TOO_OLD = timedelta(days=10)
"""Where the last complete day lies longer ago, what came since is too much to be forecast beside what is to come."""
_TEAM = "team"
_Places = Mapping[str | None, Sequence[CostRow]]


def look_ahead(connection: Connection, org: Org, *, now: datetime) -> Mapping[str, Ahead]:
    """How the running period of every budget in force at `now` looks, by the budget's id; empty before any reading."""
    today = now.date()
    standing, known = in_force(org, today), sources(connection)
    if not standing or not any(source.read_at for source in known):
        return {}
    periods = {one.id: budget_period(one.period, today, org.fiscal_year_starts) for one in standing}
    spans = {one.id: counted(org, one, periods[one.id]) for one in standing}
    asked = Period(min(today - HISTORY, *(span.start for span in spans.values())), max(s.end for s in spans.values()))
    kinds = {_TEAM, *(one.scope_kind for one in standing if one.scope)}
    rows = {kind: costs(connection, since=asked.start, until=asked.end, by=(kind, "day")) for kind in sorted(kinds)}
    places = {kind: _by_place(kind, found) for kind, found in rows.items()}
    reference = published(connection, org, {asked: rows[_TEAM]}, standing)
    days = _Days(known=known, recent=lately(connection, month_of(today)), asked=asked, today=today)
    record = _Record(org, days, places[_TEAM])
    found = dict[str, Ahead]()
    for one in standing:
        scope, kind = scope_of(org, one), one.scope_kind if one.scope else _TEAM
        spent = _spent(
            [row for place, those in places[kind].items() if _holds(scope, kind, place) for row in those],
            one,
            elsewhere=other_currencies(one, standing),
            rates=counting(org, one, periods[one.id], reference),
        )
        found[one.id] = _ahead(one, spans[one.id], spent, days, scope, record)
    return found


def _ahead(
    budget: Budget,
    span: Period,
    spent: Mapping[date, Decimal | None],
    known: _Days,
    scope: Scope,
    record: _Record,
) -> Ahead:
    days = known.of(scope)
    if days is None:
        return Ahead(span=span, held_up=known.held_up(scope))
    daily = days.daily(spent)
    read = sum((amount for day, amount in spent.items() if amount is not None and day in span), Decimal(0))
    now = prospect(daily, record.bank(days.last), span, budget.amount, through=days.last, read=read)
    before = None
    if now is not None and known.today - DAY in span:
        earlier = days.last - DAY
        before = prospect(daily, record.bank(earlier), span, budget.amount, through=earlier)
    return Ahead(span=span, now=now, before=before, is_too_early=is_too_early(begun(daily)))


@dataclass(frozen=True, kw_only=True)
class _Known:
    """The days of a scope up to the last complete one; those in `unread` are not known."""

    first: date
    last: date
    unread: frozenset[date]

    def daily(self, spent: Mapping[date, Decimal | None]) -> Daily:
        whole = {**spent, **dict.fromkeys(self.unread)}
        return Daily.of(whole, Period(self.first, self.last + DAY))


@dataclass(frozen=True, kw_only=True)
class _Days:
    """Which days are known, by the sources that what was spent lately came from."""

    known: Sequence[Source]
    recent: Sequence[CostRow]
    asked: Period
    today: date

    def of(self, scope: Scope) -> _Known | None:
        """The days of a scope; None where no source tells of them up to lately."""
        parts = self._parts(scope)
        last = min(map(_last_complete, parts), default=date.min)
        if last < self._too_old:
            return None
        whole = Period(self.asked.start, last + DAY)
        unread = frozenset(day for one in parts for hole in one.missing(whole) for day in hole.days())
        return _Known(first=whole.start, last=last, unread=unread)

    def held_up(self, scope: Scope) -> str | None:
        """Which source of a scope tells of no day up to lately, as a clause: the one that ends first."""
        first = min(self._parts(scope), key=_last_complete, default=None)
        if first is None or _last_complete(first) >= self._too_old:
            return None
        if first.reaches_to is None:
            return f"no day of {first.connection} is complete yet"
        last = Period(first.reaches_to - DAY, first.reaches_to)
        return f"{'the bill ' if first.is_imported else ''}{first.connection} ends on {last.shown()}"

    @property
    def _too_old(self) -> date:
        return max(self.asked.start, self.today - _TOO_OLD)

    def _parts(self, scope: Scope) -> Sequence[Source]:
        return [one for one in behind(scope, self.recent, self.known) if is_awaited(one, self.known, self.today)]


class _Record:
    """How wrong the forecasts of all teams were, read once and counted as of any day."""

    def __init__(self, org: Org, days: _Days, by_team: _Places) -> None:
        self._found = tuple(_residuals(org, days, by_team))
        self._made = dict[date, Bank]()

    def bank(self, as_of: date) -> Bank:
        if as_of not in self._made:
            self._made[as_of] = bank(self._found, as_of=as_of)
        return self._made[as_of]


def _residuals(org: Org, days: _Days, by_team: _Places) -> Iterator[Residual]:
    """Those of each team in each currency it has spend in."""
    for team in org.teams:
        known = days.of(Scope(teams=frozenset({team.slug})))
        if known is None:
            continue
        spent: defaultdict[str, dict[date, Decimal | None]] = defaultdict(dict)
        for row in by_team.get(team.slug, ()):
            spent[row.currency][day_of(row)] = row.effective_cost
        for by_day in spent.values():
            yield from residuals(begun(known.daily(by_day)), through=known.last, since=days.today - HISTORY)


def _spent(
    rows: Iterable[CostRow], budget: Budget, *, elsewhere: frozenset[str], rates: Counting | None
) -> Mapping[date, Decimal | None]:
    """By charge day what counts against the budget; None where a part of it is not known in its currency."""
    found: dict[date, Decimal | None] = {}
    for row in rows:
        if row.currency in elsewhere or row.effective_cost == 0:
            continue
        day, amount = day_of(row), _counted(row, budget, rates)
        before = found.get(day, Decimal(0))
        found[day] = None if amount is None or before is None else before + amount
    return found


def _counted(row: CostRow, budget: Budget, rates: Counting | None) -> Decimal | None:
    if row.currency == budget.currency or row.effective_cost is None:
        return row.effective_cost
    return None if rates is None else rates.counted(row.effective_cost, row.currency, day_of(row))


def _by_place(kind: str, rows: Iterable[CostRow]) -> _Places:
    found: defaultdict[str | None, list[CostRow]] = defaultdict(list)
    for row in rows:
        found[row.key(kind)].append(row)
    return found


def _holds(scope: Scope, kind: str, place: str | None) -> bool:
    named = {"team": None, "workflow": None, "provider": None, kind: place}
    return scope == Scope() or scope.holds(**named)


def _last_complete(source: Source) -> date:
    """The last day that its figures are final of, or of a bill that runs the day before its newest; the first of all
    days where there is none.
    """
    fresh = fresh_at(source)
    if fresh is None or source.reaches_to is None:
        return date.min
    last = source.reaches_to - DAY
    if source.is_imported:
        return last - DAY if source.unsettled else last
    return min(last, last_complete_day(fresh.date(), source.settles_after or timedelta(0)))
