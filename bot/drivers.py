"""What drives a budget's spend: its largest parts, named so that somebody can look at them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from bot.facts.org import UNALLOCATED, Budget, Org
from bot.facts.periods import Period
from bot.ledger.costs import costs, names
from bot.value.budget_scope import scope_of


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


def drivers(connection: Connection, org: Org, budget: Budget, period: Period, *, limit: int = 3) -> tuple[Driver, ...]:
    """The largest parts of what was spent in the period, largest first; never by person or by key."""
    scope = scope_of(org, budget)
    by = ("provider", "team", "workflow", "model", "sub_account")
    parts: dict[tuple[str, str | None, str | None, str | None], Decimal] = {}
    for row in costs(connection, since=period.start, until=period.end, by=by):
        paid = scope.holds(team=row.key("team"), workflow=row.key("workflow"), provider=row.key("provider"))
        if paid and row.currency == budget.currency and row.effective_cost:
            place = (row.key("provider") or "", _named(row.key("workflow")), row.key("model"), row.key("sub_account"))
            parts[place] = parts.get(place, Decimal(0)) + row.effective_cost
    charged = {place: amount for place, amount in parts.items() if amount > 0}
    largest = sorted(charged, key=lambda place: (-charged[place], [part or "" for part in place]))[:limit]
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
        for provider, workflow, model, account in [place]
    )


def _named(slug: str | None) -> str | None:
    return None if slug == UNALLOCATED else slug
