"""Budgets against what was spent: the state of each, and the thresholds it crosses.

A budget is tested on effective cost in its own currency, over whole UTC days (method.md 6.1). Where the organisation
converts, what was charged in another currency counts at the budget rate (method.md 2.0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy import Connection

from bot.budget_spend import behind, counting, day_of, fresh_at, is_still_read, lately, pays, published, spent_in
from bot.facts.alert import Alert
from bot.facts.fiscal import budget_period
from bot.facts.org import Budget, Org
from bot.facts.periods import Period, month_of
from bot.facts.prospect import Prospect
from bot.ledger import alerts
from bot.ledger.costs import CostRow
from bot.ledger.sources import Source, sources
from bot.ledger.unread import Unread, is_unread, nothing_read, unread
from bot.value.budget_rates import Counting, Foreign
from bot.value.budget_scope import Scope, counted, in_force, other_currencies, scope_of
from bot.value.crossings import STALE_AFTER, Decision, decide, why_not
from bot.value.forewarning import Ahead, forewarn

JUDGED_AFTER_ITS_END = timedelta(hours=48)
"""So long an ended period is judged too: what was spent on its last day is read after midnight."""
_NOT_ASKED: Mapping[str, Ahead] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class BudgetState:
    """How a budget stands at `now` in the period that `now` lies in.

    `spent` counts from the budget's own first day on, and is None where it is not known whole in the budget's
    currency, or nothing of the period was read. `not_judged` says why its thresholds are not tested now, None where
    they are. `as_of` is when the oldest of the data behind it was read, `foreign` what of the spend was charged in
    other currencies, `unread` what is missing of the days that are over for so long that they should have been read.
    `outlook` is how the period is likely to end, None where that is not known or was not asked for; `is_too_early` says
    that it is for want of days, `held_up` for want of whose, as a clause.
    """

    budget: Budget
    period: Period
    spent: Decimal | None
    as_of: datetime | None
    not_judged: str | None
    now: datetime
    foreign: tuple[Foreign, ...] = ()
    unread: tuple[Unread, ...] = ()
    outlook: Prospect | None = None
    is_too_early: bool = False
    held_up: str | None = None

    @property
    def use(self) -> Decimal | None:
        """Spent over budget as a ratio, 1 when it is used up; None where the spend is not known."""
        return None if self.spent is None else self.spent / self.budget.amount

    @property
    def time_share(self) -> Decimal:
        """How much of the period has passed, 0 to 1: information, never a trigger (method.md 6.1)."""
        whole = self.period.ends_at - self.period.starts_at
        return Decimal((self.now - self.period.starts_at) // timedelta(seconds=1)) / (whole // timedelta(seconds=1))

    @property
    def resets_on(self) -> date:
        """The UTC day on which the next period begins."""
        return self.period.end


def states(
    connection: Connection, org: Org, *, now: datetime, ahead: Mapping[str, Ahead] = _NOT_ASKED
) -> tuple[BudgetState, ...]:
    """The state of every budget in force at `now`, in the org file's order.

    `ahead` is what `budget_outlook.look_ahead` found of them; what cannot be judged has no outlook either.
    """
    found = _states(connection, org, now.date(), now=now)
    return tuple(_with_outlook(state, ahead[state.budget.id]) if state.budget.id in ahead else state for state in found)


def judged(connection: Connection, org: Org, *, now: datetime) -> tuple[BudgetState, ...]:
    """What is judged at `now`: the periods that ended less than 48 hours ago, whose last days still come in, and those
    that run.
    """
    return (*_just_ended(connection, org, now=now), *states(connection, org, now=now))


def check(
    connection: Connection,
    states: Iterable[BudgetState],
    *,
    pseudonym: Callable[[str], str],
    ahead: Mapping[str, Ahead] = _NOT_ASKED,
) -> tuple[Alert, ...]:
    """Record what was crossed since the last check, and return the alerts that somebody must be told of.

    `states` are what is `judged` now, every period under its own identity; of what is likely those that run, as `ahead`
    has it of the same org file.
    Of several workers that check at once each alert is returned to one. Runs in the caller's writing transaction,
    in which the alerts' deliveries are to be queued as well.
    """
    told: list[Alert] = []
    for state in states:
        if state.not_judged is not None or state.spent is None:
            continue
        known = alerts.of_budget(connection, state.budget.id, state.period)
        owner, now = pseudonym(state.budget.owner), state.now
        actual = decide(state.budget, state.period, spent=state.spent, owner=owner, known=known, now=now)
        told += _kept(connection, actual, now=now)
        foreseen = ahead.get(state.budget.id)
        if foreseen is not None and now < state.period.ends_at:
            known = (*known, *actual.crossed)
            likely = forewarn(
                state.budget, state.period, foreseen, spent=state.spent, owner=owner, known=known, now=now
            )
            told += _kept(connection, likely, now=now)
    return tuple(told)


def _kept(connection: Connection, decision: Decision, *, now: datetime) -> list[Alert]:
    """Those of the decision that were recorded by this call and are to be told."""
    alerts.rearm(connection, decision.rearmed, now=now)
    return [found for found in decision.crossed if alerts.record(connection, found) and found.is_told]


def _with_outlook(state: BudgetState, ahead: Ahead) -> BudgetState:
    if state.not_judged is not None:
        return state
    return replace(state, outlook=ahead.now, is_too_early=ahead.is_too_early, held_up=ahead.held_up)


def _just_ended(connection: Connection, org: Org, *, now: datetime) -> tuple[BudgetState, ...]:
    """The state at their end of the periods whose last days' spend still comes in; every period ends with a month."""
    month = month_of(now.date())
    if now >= month.starts_at + JUDGED_AFTER_ITS_END:
        return ()
    found = _states(connection, org, month.start - timedelta(days=1), now=now)
    return tuple(state for state in found if state.period.end == month.start)


def _states(connection: Connection, org: Org, day: date, *, now: datetime) -> tuple[BudgetState, ...]:
    """The states, as far as is known at `now`, of the budgets of a UTC day in the periods it lies in."""
    standing = in_force(org, day)
    periods = {budget.period: budget_period(budget.period, day, org.fiscal_year_starts) for budget in standing}
    spans = {budget.id: counted(org, budget, periods[budget.period]) for budget in standing}
    spent = {span: spent_in(connection, org, span, standing) for span in set(spans.values())}
    reference = published(connection, org, spent, standing)
    recent = {kind: lately(connection, period) for kind, period in periods.items()}
    known = sources(connection)
    return tuple(
        _state(
            budget,
            scope_of(org, budget),
            period=periods[budget.period],
            span=spans[budget.id],
            spent=spent[spans[budget.id]],
            recent=recent[budget.period],
            known=known,
            elsewhere=other_currencies(budget, standing),
            rates=counting(org, budget, periods[budget.period], reference),
            now=now,
        )
        for budget in standing
    )


def _state(
    budget: Budget,
    scope: Scope,
    *,
    period: Period,
    span: Period,
    spent: Sequence[CostRow],
    recent: Sequence[CostRow],
    known: Sequence[Source],
    elsewhere: frozenset[str],
    rates: Counting | None,
    now: datetime,
) -> BudgetState:
    parts = behind(scope, recent, known)
    was_read = any(source.read_at for source in known)
    overdue = min(span.end, (now - STALE_AFTER).date())
    gaps = unread(parts, Period(span.start, overdue)) if span.start < overdue else ()
    paid = [row for row in spent if pays(scope, row) and row.currency not in elsewhere]
    foreign = () if rates is None else _foreign(paid, rates)
    amounts = _with_foreign(_amounts(paid), foreign, budget.currency)
    is_mixed = any(amount != 0 for currency, amount in amounts.items() if currency != budget.currency)
    fresh = [at for at in map(fresh_at, parts) if at]
    why = why_not(
        budget,
        period,
        amounts=amounts if was_read else None,
        read={one.connection: fresh_at(one) for one in parts if is_still_read(one, known)},
        converts=rates is not None,
        now=now,
    )
    is_blank = was_read and not paid and is_unread(parts, span)
    is_known = was_read and not is_blank and not is_mixed
    return BudgetState(
        budget=budget,
        period=period,
        spent=amounts.get(budget.currency, Decimal(0)) if is_known else None,
        as_of=None if is_blank else min(fresh, default=None),
        not_judged=why or (nothing_read(parts) if is_blank else None),
        now=now,
        foreign=foreign,
        unread=gaps,
    )


def _foreign(paid: Sequence[CostRow], rates: Counting) -> tuple[Foreign, ...]:
    return rates.foreign((row.currency, day_of(row), row.effective_cost) for row in paid if row.currency != rates.into)


def _amounts(rows: Sequence[CostRow]) -> Mapping[str, Decimal | None]:
    """The effective cost by currency, None where a charge of that currency has none."""
    found: dict[str, list[Decimal | None]] = {}
    for row in rows:
        found.setdefault(row.currency, []).append(row.effective_cost)
    return {
        currency: None if None in costs else sum((cost for cost in costs if cost is not None), Decimal(0))
        for currency, costs in found.items()
    }


def _with_foreign(
    amounts: Mapping[str, Decimal | None], foreign: Sequence[Foreign], into: str
) -> Mapping[str, Decimal | None]:
    """The amounts by currency when what is foreign counts in the budget's."""
    own = amounts.get(into, Decimal(0))
    rest = {
        currency: amount for currency, amount in amounts.items() if currency not in {one.currency for one in foreign}
    }
    return rest | {into: None if own is None else own + sum((one.counted for one in foreign), Decimal(0))}
