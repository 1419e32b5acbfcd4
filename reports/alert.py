"""A budget alert as a `Message`: what crossed, what it bought so far, what drove it, and how to answer.

It names nobody beside who answered, counts no tokens and reprimands nobody: the money is asked about, not a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from bot.budgets import BudgetState
from bot.drivers import Driver
from bot.facts.alert import Alert
from bot.facts.fiscal import period_name
from bot.facts.justification import Justification
from bot.facts.message import Actions, Button, Element, Facts, Heading, Message, Note, Paragraph, Table
from bot.facts.org import Org
from bot.facts.percent import per_cents
from bot.value.budget_scope import counted
from bot.value.crossings import is_by_change, must_justify
from bot.value.unit_cost import Finding, unit_cost
from reports.digest import Spend
from reports.digest_lines import each, spent_in
from reports.folded import folded
from reports.foreseen import foreseen, record
from reports.wording import number, provider_name, say

JUSTIFY = "budget.justify"
"""The action of the button that opens the form; its value is the alert's id."""

WORDS = "alert.txt.j2"
_COLUMNS = ("Workflow", "Accepted", "Spent", "AI cost each")


@dataclass(frozen=True, kw_only=True)
class Bought:
    """What one workflow spent in the period so far, whoever pays for it, beside its outcomes (method.md M3)."""

    name: str
    unit: str
    spend: tuple[Spend, ...]
    net: int
    reversed: int
    rejected: int

    @property
    def finding(self) -> Finding:
        """What that says of one outcome: nothing where the cost is not known or in several currencies."""
        whole = len(self.spend) < 2 and all(spend.complete for spend in self.spend)  # noqa: PLR2004
        cost = sum((spend.amount for spend in self.spend), Decimal(0)) if whole else None
        return unit_cost(cost, self.spend[0].currency if self.spend else "", self.net)


@dataclass(frozen=True, kw_only=True)
class Purchases:
    """The workflows that may be told, and whether these are all: teams too small to be shown are only in the total."""

    listed: tuple[Bought, ...]
    is_whole: bool = True


def message(
    alert: Alert,
    state: BudgetState,
    *,
    org: Org,
    drivers: Sequence[Driver],
    bought: Purchases,
    before: Decimal | None = None,
) -> Message:
    """What the owner reads. `state` gives the time and the freshness; the amounts are those of the crossing.

    `before` is what the budget was earlier in the period, in its currency; None where no other amount is known.
    """
    when = _period(alert, org)
    has_ended = state.now >= alert.period.ends_at
    crossed = say(
        WORDS,
        "crossed",
        spent=alert.spent,
        amount=alert.amount,
        currency=alert.currency,
        threshold=None if alert.is_forecast else alert.threshold,
        passed=None if has_ended else per_cents(state.time_share),
        period=when,
    )
    days = (alert.period.end - state.now.date()).days
    resets = say(WORDS, "ended") if has_ended else say(WORDS, "resets", on=alert.period.end, days=days)
    elements: list[Element] = [Paragraph(f"{crossed} {resets}")]
    if alert.prospect is not None:
        elements.append(Paragraph(foreseen(alert.prospect, alert.currency, period=when)))
    if before is not None and is_by_change(alert, before):
        amounts = {"before": before, "amount": alert.amount, "currency": alert.currency}
        elements.append(Paragraph(say(WORDS, "lowered", **amounts)))
    if alert.generation > 1:
        elements.append(Paragraph(say(WORDS, "counted_anew", is_forecast=alert.is_forecast)))
    elements += [*_bought(bought, when, org.policy.fewest_shown), *_driven(alert, org, drivers)]
    in_digest = is_in_digest(alert, org, state.now.date())
    elements.append(Paragraph(say(WORDS, "ask", required=must_justify(alert), in_digest=in_digest)))
    if state.period == alert.period:
        elements += [Note(one.said) for one in state.foreign]
    kind, span = _parts(alert)[2], counted(org, state.budget, alert.period).shown()
    if alert.prospect is not None:
        elements.append(Note(record(alert.prospect)))
    basis = {"span": span, "as_of": state.as_of, "kind": kind, "is_forecast": alert.is_forecast}
    elements.append(Note(say(WORDS, "basis", **basis)))
    elements.append(Actions((Button(JUSTIFY, "Justify", alert.id, primary=True),)))
    return Message(title(alert, org), f"{title(alert, org)}. {crossed} {resets}", tuple(elements))


def answered(told: Message, given: Justification, *, by: str, org: Org) -> Message:
    """The alert as it was told, without what it asked for, and with the answer; `by` is what the person is called."""
    note = say(WORDS, "answered", by=by, on=given.answered_at, reason=given.reason)
    asked = [
        Paragraph(say(WORDS, "ask", required=required, in_digest=in_digest))
        for required in (True, False)
        for in_digest in (True, False)
    ]
    kept = [one for one in told.elements if not isinstance(one, Actions) and one not in asked]
    return replace(told, summary=f"{told.summary} {note}", elements=(*kept, Note(note), *_expected(given, org)))


def title(alert: Alert, org: Org) -> str:
    """The crossing in one line: `Support EU has used 82% of its November budget`, or what is likely."""
    if alert.is_forecast:
        surely = must_justify(alert)
        return say(WORDS, "likely", name=scope_name(alert, org), surely=surely, period=_period(alert, org))
    used = per_cents(alert.spent / alert.amount)
    return say(WORDS, "used", name=scope_name(alert, org), percent=used, period=_period(alert, org))


def scope_name(alert: Alert, org: Org) -> str:
    """What people call that which the budget is for; its slug where the org file has it no more."""
    kind, slug, _ = _parts(alert)
    if kind == "provider":
        return f"{provider_name(slug)} spend"
    if kind == "org":
        return "The company"
    found = org.team(slug) if kind == "team" else org.workflow(slug)
    return found.name if found else slug


def budget_team(alert: Alert, org: Org) -> str | None:
    """The team whose budget it is; None for the company's and a provider's, which no team is shown (AC-E7)."""
    kind, slug, _ = _parts(alert)
    if kind == "workflow":
        workflow = org.workflow(slug)
        return workflow.team if workflow else None
    return slug if kind == "team" else None


def is_in_digest(alert: Alert, org: Org, day: date) -> bool:
    """Whether a digest tells of the budget: that of its team, where the team has one of its own on the day."""
    team = budget_team(alert, org)
    return team is not None and org.team(team) is not None and team not in folded(org, day)


def _period(alert: Alert, org: Org) -> str:
    return period_name(_parts(alert)[2], alert.period, org.fiscal_year_starts)


def _parts(alert: Alert) -> tuple[str, str, str]:
    """The kind and slug of the budget's scope, and the kind of its period."""
    kind, *slug, period, _ = alert.budget.split(":")
    return kind, ":".join(slug), period


def _bought(bought: Purchases, when: str, fewest: int) -> list[Element]:
    """One row per workflow, by name; unlike outcomes are never added."""
    heading = Heading("What it bought so far")
    left_out: list[Element] = [] if bought.is_whole else [Note(say(WORDS, "left_out", people=fewest))]
    if not bought.listed:
        return [heading, *(left_out or [Paragraph(say(WORDS, "nothing_bought", period=when))])]
    rows = [
        (
            f"{one.name} ({one.unit})",
            number(one.net) if one.net else "none",
            spent_in(one.spend, ()),
            each(one.finding),
        )
        for one in sorted(bought.listed, key=lambda one: (one.name, one.unit))
    ]
    return [heading, Table(_COLUMNS, tuple(rows)), *left_out]


def _driven(alert: Alert, org: Org, drivers: Sequence[Driver]) -> list[Element]:
    if not drivers:
        return []
    pairs = tuple((_driver_name(one, org), _driver_share(one, alert.currency)) for one in drivers)
    return [Heading("What drove it"), Facts(pairs)]


def _driver_name(driver: Driver, org: Org) -> str:
    workflow = org.workflow(driver.workflow) if driver.workflow else None
    parts = [
        workflow.name if workflow else driver.workflow or "No workflow",
        driver.model or provider_name(driver.provider),
        driver.sub_account,
    ]
    return " · ".join(part for part in parts if part)


def _driver_share(driver: Driver, currency: str) -> str:
    percent = int((driver.share * 100).quantize(Decimal(1), ROUND_HALF_EVEN))
    return say(WORDS, "driver", amount=driver.amount, currency=currency, percent=percent)


def _expected(given: Justification, org: Org) -> list[Element]:
    if given.workflow is None and given.quantity is None and given.by_day is None:
        return []
    workflow = org.workflow(given.workflow) if given.workflow else None
    facts = {
        "quantity": given.quantity,
        "unit": workflow.outcome.unit if workflow else None,
        "workflow": workflow.name if workflow else given.workflow,
        "by_day": given.by_day,
    }
    return [Note(say(WORDS, "expected", **facts))]
