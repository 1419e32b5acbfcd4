"""The Home tab as a `Message`: what is mine, what waits for me, how it works.

Only the person's own entries are in it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot import budgets, justifications, outcomes
from bot.budgets import BudgetState
from bot.facts.message import Actions, Button, Element, Facts, Heading, Message, Note, Paragraph, Table
from bot.facts.money import shown
from bot.facts.org import Budget, Org
from bot.facts.outcome import Outcome
from bot.facts.percent import per_cents
from bot.ledger import orgs
from reports import alert
from reports.alert import JUSTIFY
from reports.wording import provider_name

_ENTRIES = 5
_HOW = (
    "Type /ai-outcome 3 in your team's channel when something is done: it logs three finished outcomes.",
    (
        "Once a week your team's channel gets one message: what finished, and what each outcome cost in AI, against "
        "your own baseline. Nobody is ranked."
    ),
    "The owner of a budget is asked once when a threshold is crossed, and answers right there.",
)


def message(connection: Connection, person: str, *, pseudonym: Callable[[str], str], now: datetime) -> Message:
    """What somebody sees on their Home tab; `person` is their e-mail, or a word that stands for them."""
    org = orgs.current(connection).org
    me = pseudonym(person)
    elements: list[Element] = [Actions((Button("outcome.open", "Log an outcome", "", primary=True),))]
    for found in justifications.open_alerts(connection, org, me, pseudonym=pseudonym, now=now):
        elements += [
            Heading("Waits for your answer"),
            Paragraph(alert.title(found, org)),
            Actions((Button(JUSTIFY, "Justify", found.id),)),
        ]
    elements += _workflows(org, person)
    elements += _budgets(org, budgets.states(connection, org, now=now), person)
    elements += _entries(org, outcomes.newest(connection, limit=_ENTRIES, person=me))
    elements.append(Heading("How it works"))
    elements += [Paragraph(text) for text in _HOW]
    if not org.teams:
        elements.append(Note("No org file is applied yet, so outcomes stay unsorted; see org.example.toml."))
    return Message("Denominator", _HOW[0], tuple(elements))


def _workflows(org: Org, person: str) -> list[Element]:
    mine = sorted((w for w in org.workflows if person in {w.owner, w.delegate}), key=lambda w: w.name)
    if not mine:
        return []
    pairs = tuple(
        (f"{w.name} ({w.outcome.unit})", "baseline locked" if w.baseline else "no baseline yet") for w in mine
    )
    return [Heading("My workflows"), Facts(pairs)]


def _budgets(org: Org, states: tuple[BudgetState, ...], person: str) -> list[Element]:
    mine = [state for state in states if person in {state.budget.owner, state.budget.delegate, state.budget.approver}]
    if not mine:
        return []
    return [
        Heading("My budgets"),
        Table(("Budget", "Amount", "Used", "Resets"), tuple(_row(org, state) for state in mine)),
    ]


def _row(org: Org, state: BudgetState) -> tuple[str, ...]:
    budget = state.budget
    used = (
        "not known"
        if state.spent is None or state.use is None
        else (f"{shown(state.spent, budget.currency, whole=True)} ({per_cents(state.use)}%)")
    )
    return (
        f"{_scope(org, budget)}, each {budget.period}",
        shown(budget.amount, budget.currency, whole=True),
        used,
        f"{state.resets_on.day} {state.resets_on:%b}",
    )


def _scope(org: Org, budget: Budget) -> str:
    """What the budget is for, in the words of its alerts."""
    if budget.scope is None:
        return "The company"
    if budget.scope_kind == "provider":
        return f"{provider_name(budget.scope)} spend"
    named = org.team(budget.scope) if budget.scope_kind == "team" else org.workflow(budget.scope)
    return named.name if named else budget.scope


def _entries(org: Org, found: tuple[Outcome, ...]) -> list[Element]:
    if not found:
        return []
    pairs = tuple(
        (f"{one.occurred_on.day} {one.occurred_on:%b}", f"{one.quantity} × {_unit(org, one)}, {one.kind.value}")
        for one in found
    )
    return [Heading("My latest entries"), Facts(pairs), Note("Only you see these.")]


def _unit(org: Org, one: Outcome) -> str:
    workflow = org.workflow(one.workflow) if one.workflow else None
    return workflow.outcome.unit if workflow else "unsorted"
