"""What drives a budget's spend: its largest parts, named so that somebody can look at them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from bot.facts.fiscal import budget_period
from bot.facts.org import UNALLOCATED, Budget, Org
from bot.facts.periods import Period
from bot.ledger import rates
from bot.ledger.costs import CostRow, costs, names
from bot.providers import rate_table
from bot.value.budget_rates import Counting
from bot.value.budget_scope import in_force, other_currencies, scope_of


@dataclass(frozen=True, kw_only=True)
class Driver:
    """A part of the spend that no other driver shares: one workflow on one model in one sub account.

    Each is None where the charges name none. `share` is of all charges of the budget, credits left out.
    """

    provider: str
    workflow: str | None
    model: str | None
    sub_account: str | None
    amount: Decimal
    share: Decimal


def drivers(
    connection: Connection, org: Org, budget: Budget, period: Period, *, limit: int = 3, small: Collection[str] = ()
) -> tuple[Driver, ...]:
    """The largest parts of what was spent in the period, largest first; never by person or by key.

    Other currencies count as they do against the budget; what cannot be counted is in no part. What `small` teams
    spent, or was spent for their workflows, counts in what the shares are of and is no driver, also under a budget of
    their own: on which models and in which accounts is told of no fewer than five people (method.md 4.8).
    """
    scope, counting = scope_of(org, budget), _counting(connection, org, budget, period)
    elsewhere = other_currencies(budget, in_force(org, period.last_day))
    by = ("provider", "team", "workflow", "model", "sub_account", *(("day",) if counting else ()))
    unnamed = {workflow.slug for workflow in org.workflows if workflow.team in small}
    parts: dict[tuple[bool, str, str | None, str | None, str | None], Decimal] = {}
    for row in costs(connection, since=period.start, until=period.end, by=by):
        paid = scope.holds(team=row.key("team"), workflow=row.key("workflow"), provider=row.key("provider"))
        amount = _amount(row, budget, counting)
        if paid and amount and row.currency not in elsewhere:
            is_told = row.key("team") not in small and row.key("workflow") not in unnamed
            where = _named(row.key("workflow")), row.key("model"), row.key("sub_account")
            place = (is_told, row.key("provider") or "", *where)
            parts[place] = parts.get(place, Decimal(0)) + amount
    charged = {place: amount for place, amount in parts.items() if amount > 0}
    told = [place for place in charged if place[0]]
    largest = sorted(told, key=lambda place: (-charged[place], [part or "" for part in place[1:]]))[:limit]
    called = names(connection, "sub_account")
    return tuple(
        Driver(
            provider=provider,
            workflow=workflow,
            model=model,
            sub_account=called.get(account, account) if account else None,
            amount=charged[place],
            share=charged[place] / sum(charged.values()),
        )
        for place in largest
        for _, provider, workflow, model, account in [place]
    )


def _counting(connection: Connection, org: Org, budget: Budget, period: Period) -> Counting | None:
    """How other currencies count in the budget's period, of which `period` may be a part; None where they do not."""
    if org.fx is None:
        return None
    currencies, _ = rates.needed(connection)
    source = rate_table.source(org.fx).name
    wanted = {*currencies, budget.currency}
    published = rates.load(connection, wanted, source=source, since=period.start, until=period.end)
    first_day = budget_period(budget.period, period.start, org.fiscal_year_starts).start
    return Counting(into=budget.currency, fx=org.fx, first_day=first_day, rates=published)


def _amount(row: CostRow, budget: Budget, counting: Counting | None) -> Decimal | None:
    if row.currency == budget.currency or row.effective_cost is None:
        return row.effective_cost
    if counting is None:
        return None
    return counting.counted(row.effective_cost, row.currency, date.fromisoformat(str(row.key("day"))))


def _named(slug: str | None) -> str | None:
    return None if slug == UNALLOCATED else slug
