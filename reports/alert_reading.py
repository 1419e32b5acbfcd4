"""Read from the ledger what an alert tells of: the state of its budget, its drivers, and what it bought so far."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import Connection

from bot import outcomes
from bot.budgets import BudgetState
from bot.drivers import drivers
from bot.facts.alert import Alert
from bot.facts.message import Message
from bot.facts.org import Budget, Org, Workflow
from bot.facts.outcome import OutcomeKind
from bot.facts.periods import Period
from bot.ledger import alerts
from bot.ledger.costs import CostRow, costs
from bot.value.budget_scope import counted, find, scope_of
from reports import alert as alert_message
from reports.alert import Bought, Purchases
from reports.digest import Spend
from reports.folded import folded


def tell(connection: Connection, alert: Alert, state: BudgetState, *, org: Org) -> Message:
    """The message of an alert that was just recorded; `state` is how its budget stands now, maybe a period later."""
    span = counted(org, state.budget, alert.period)
    small = folded(org, state.now.date())
    return alert_message.message(
        alert,
        state,
        org=org,
        drivers=drivers(connection, org, state.budget, span, small=small),
        bought=bought(connection, org, state.budget, span, small=small),
        before=amount_before(connection, org, alert),
    )


def amount_before(connection: Connection, org: Org, alert: Alert) -> Decimal | None:
    """The budget's amount at its previous alert of the period, or before its newest version there began.

    None where neither is known: an org file that was only written over leaves no earlier amount in it.
    """
    known = alerts.of_budget(connection, alert.budget, alert.period)
    earlier = [one for one in known if one.crossed_at < alert.crossed_at]
    if earlier:
        return earlier[-1].amount
    newest = find(org, alert.budget, min(alert.crossed_at.date(), alert.period.last_day))
    if newest is None or newest.since is None or newest.since <= alert.period.start:
        return None
    version = find(org, alert.budget, newest.since - timedelta(days=1))
    return version.amount if version else None


def bought(
    connection: Connection, org: Org, budget: Budget, period: Period, *, small: Collection[str] = ()
) -> Purchases:
    """The workflows the budget pays for that had spend or outcomes in the period so far, by name.

    The spend is all of the workflow's, whatever the provider: part of the cost over all outcomes would be no cost of
    an outcome (AC-M1). Those of `small` teams are left out, also under a budget of their own: its owner is told what
    the team spent, which is money of a cost centre, and nothing of what so few people did (method.md 4.8).
    """
    rows = costs(connection, since=period.start, until=period.end, by=("provider", "team", "workflow"))
    counted = outcomes.counts(connection, since=period.start, until=period.end)
    scope = scope_of(org, budget)
    paid = [
        row
        for row in rows
        if scope.holds(team=row.key("team"), workflow=row.key("workflow"), provider=row.key("provider"))
    ]
    slugs = {row.key("workflow") for row in paid}
    found = {
        workflow: _bought(workflow, [row for row in rows if row.key("workflow") == workflow.slug], counted, period)
        for workflow in sorted(org.workflows, key=lambda workflow: workflow.name)
        if workflow.slug in slugs
        or (scope.provider is None and scope.holds(team=workflow.team, workflow=workflow.slug, provider=None))
    }
    some = {workflow: one for workflow, one in found.items() if one.spend or one.net or one.rejected or one.reversed}
    listed = tuple(one for workflow, one in some.items() if workflow.team not in small)
    has_small = any(row.key("team") in small and row.effective_cost != 0 for row in paid)
    return Purchases(listed=listed, is_whole=len(listed) == len(some) and not has_small)


def _bought(workflow: Workflow, rows: Sequence[CostRow], counted: Sequence[outcomes.Counted], period: Period) -> Bought:
    def total(kind: OutcomeKind) -> int:
        return sum(one.quantity for one in counted if one.workflow == workflow.slug and one.kind is kind)

    return Bought(
        name=workflow.name,
        unit=workflow.outcome.unit,
        spend=_spend(rows),
        net=outcomes.net(counted, workflow.slug, period),
        reversed=total(OutcomeKind.REVERSED),
        rejected=total(OutcomeKind.REJECTED),
    )


def _spend(rows: Sequence[CostRow]) -> tuple[Spend, ...]:
    """What is known of the cost, by currency."""
    return tuple(
        Spend(
            currency=currency,
            amount=sum((row.effective_cost or Decimal(0) for row in rows if row.currency == currency), Decimal(0)),
            complete=all(row.effective_cost is not None for row in rows if row.currency == currency),
        )
        for currency in sorted({row.currency for row in rows})
    )
