"""Budget alerts told in a few numbers: what the tests of the alert read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bot.budgets import BudgetState
from bot.drivers import Driver
from bot.facts.alert import Alert
from bot.facts.fiscal import budget_period
from bot.facts.justification import Justification
from bot.facts.message import Message
from bot.facts.org import Budget
from bot.facts.periods import Period
from bot.facts.prospect import Prospect
from reports.alert import Bought, Purchases, answered, message
from reports.digest import Spend
from tests.reports.digests import DRAFTING, REFUNDS, company

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
ORG = company(REFUNDS, DRAFTING)


def alert(rule: str = "A80", spent: str = "4510", scope: str = "team:support:month:USD", **more: Any) -> Alert:
    facts: dict[str, Any] = {
        "budget": scope,
        "period": budget_period(scope.split(":")[-2], NOW.date()),
        "rule": rule,
        "generation": 1,
        "amount": Decimal(5500),
        "spent": Decimal(spent),
        "currency": "USD",
        "owner": "p_ana",
        "crossed_at": NOW,
    }
    return Alert(**facts | more)


def prospect(chance: str = "0.716", **more: Any) -> Prospect:
    facts: dict[str, Any] = {
        "through": date(2026, 11, 22),
        "chance": Decimal(chance),
        "expected": Decimal("8130.40"),
        "low": Decimal("7617.20"),
        "high": Decimal("8858.90"),
        "runs_out_from": date(2026, 11, 27),
        "runs_out_on": date(2026, 11, 30),
        "runs_out_by": None,
        "usual_error": Decimal("0.138"),
        "past_errors": 1320,
    }
    return Prospect(**facts | more)


def likely(rule: str = "F60", spent: str = "6010", amount: str = "8000", **more: Any) -> Alert:
    return alert(rule, spent, **{"amount": Decimal(amount), "prospect": prospect()} | more)


def very_likely() -> Alert:
    """By a default range, and for the second time."""
    days = {"runs_out_on": date(2026, 11, 28), "runs_out_by": date(2026, 11, 30)}
    found = prospect("0.9333", usual_error=Decimal("0.196"), past_errors=None, **days)
    return likely("F80", amount="7500", prospect=found, generation=2)


def likely_in_a_year() -> Alert:
    """So far ahead that it is a band."""
    year = Period(date(2026, 10, 1), date(2027, 10, 1))
    days = {"runs_out_from": date(2027, 1, 29), "runs_out_on": None, "runs_out_by": date(2027, 3, 12)}
    found = prospect("0.62", expected=None, low=Decimal(52_400), high=Decimal(91_000), **days)
    return likely(scope="org:year:USD", amount="20000", period=year, prospect=found)


def state(of: Alert) -> BudgetState:
    kind, *scope, period, currency = of.budget.split(":")
    budget = Budget(
        scope_kind=kind,
        scope=scope[0] if scope else None,
        period=period,
        amount=of.amount,
        currency=currency,
        owner="ana.silva@acme.example",
    )
    as_of = datetime(2026, 11, 25, 8, 15, tzinfo=UTC)
    return BudgetState(budget=budget, period=of.period, spent=of.spent, as_of=as_of, not_judged=None, now=NOW)


def bought(name: str, unit: str, spent: str | None, net: int, *, rejected: int = 0, **more: Any) -> Bought:
    spend = Spend(currency="USD", amount=Decimal(spent or 0), complete=spent is not None)
    return Bought(name=name, unit=unit, spend=(spend,), net=net, reversed=0, rejected=rejected, **more)


BOUGHT = (
    bought("Refund triage", "refund resolved", "2960", 1480, rejected=31),
    bought("KB drafting", "article published", "210", 3),
    bought("Voice summaries", "call summarised", "90", 0),
)
DRIVERS = (
    Driver(
        provider="anthropic",
        workflow="refunds",
        model="claude-opus-5",
        sub_account="Refunds EU",
        amount=Decimal("2120.40"),
        share=Decimal("0.47"),
    ),
    Driver(
        provider="openai",
        workflow=None,
        model=None,
        sub_account="proj_abc",
        amount=Decimal(880),
        share=Decimal("0.195"),
    ),
    Driver(
        provider="openai",
        workflow="drafting",
        model="gpt-6-astra",
        sub_account=None,
        amount=Decimal("12.30"),
        share=Decimal("0.002"),
    ),
)
ANSWER = Justification(
    id="V1",
    alert_id=alert().id,
    person="p_ana",
    answered_at=datetime(2026, 11, 25, 11, tzinfo=UTC),
    reason="We moved the backlog of October through triage; it ends this week.",
    workflow="refunds",
    quantity=1900,
    by_day=date(2026, 11, 30),
)


def said(of: Alert, **more: Any) -> Message:
    """`bought` as what is listed, or as `Purchases`."""
    facts = {"org": ORG, "drivers": DRIVERS, "bought": BOUGHT} | more
    if isinstance(facts["bought"], tuple):
        facts["bought"] = Purchases(listed=facts["bought"])
    return message(of, state(of), **facts)


FORMS = {
    "eighty": lambda: said(alert()),
    "over": lambda: said(alert("A120", "6712.90", generation=2)),
    "nothing_bought": lambda: said(alert("A100", "5500", "provider:openai:quarter:USD"), bought=(), drivers=()),
    "small_teams": lambda: said(alert(scope="org:month:USD"), bought=Purchases(listed=BOUGHT[:1], is_whole=False)),
    "likely": lambda: said(likely()),
    "very_likely": lambda: said(very_likely()),
    "likely_in_a_year": lambda: said(likely_in_a_year(), org=replace(ORG, fiscal_year_starts=10)),
    "answered": lambda: answered(said(alert()), ANSWER, by="Ana Silva", org=ORG),
}
