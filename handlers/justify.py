"""The conversation about a budget: what did this buy? Every surface shows the form and sends the answer here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot import deliveries, justifications
from bot.errors import UsageError
from bot.facts.alert import Alert
from bot.facts.delivery import Kind
from bot.facts.justification import problems
from bot.facts.message import Actions, Button, Message, Paragraph
from bot.facts.org import Workflow
from bot.ledger import alerts, orgs
from bot.runtime import Bot
from bot.value import budget_scope
from reports import alert as alert_message
from reports.alert import JUSTIFY

_MOST_DIGITS = 20


@dataclass(frozen=True, kw_only=True)
class Form:
    """What the form shows: the crossing in one line, and the workflows the money may have gone to."""

    alert: str
    title: str
    workflows: tuple[Workflow, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was filled in, as typed; `event_id` makes the same delivery twice one answer."""

    alert: str
    person: str
    event_id: str
    reason: str
    workflow: str | None = None
    quantity: str = ""
    by_day: str = ""


def form(bot: Bot, alert_id: str, person: str) -> Form:
    """The form for an alert; UsageError where it is not this person's to answer, is answered, or is not there."""
    day = bot.now().date()
    with bot.database.reading() as connection:
        found = alerts.find(connection, alert_id)
        org = orgs.current(connection).org
        if found is None:
            raise UsageError(justifications.NO_SUCH_ALERT)
        refused = justifications.refusal(
            connection, found, org=org, pseudonym=bot.pseudonym, person=bot.pseudonym(person), day=day
        )
    if refused is not None:
        raise UsageError(refused)
    budget = budget_scope.find(org, found.budget, day)
    scope = budget_scope.scope_of(org, budget) if budget else None
    paid = tuple(
        workflow
        for workflow in sorted(org.workflows, key=lambda workflow: workflow.name)
        if scope is None or scope.holds(team=workflow.team, workflow=workflow.slug, provider=scope.provider)
    )
    return Form(alert=alert_id, title=alert_message.title(found, org), workflows=paid)


def refusal(bot: Bot, given: Answer) -> str | None:
    """Why a filled form cannot be taken from this person any more, None where it can; asks the ledger alone."""
    with bot.database.reading() as connection:
        found = alerts.find(connection, given.alert)
        if found is None:
            return justifications.NO_SUCH_ALERT
        return justifications.refusal(
            connection,
            found,
            org=orgs.current(connection).org,
            pseudonym=bot.pseudonym,
            person=bot.pseudonym(given.person),
            event_id=given.event_id,
            day=bot.now().date(),
        )


def faults(given: Answer, today: date) -> dict[str, str]:
    """What is wrong with a filled form, by field (`reason`, `quantity`, `by_day`); empty when nothing is."""
    found: dict[str, str] = {}
    quantity, by_day = _quantity(given), _day(given)
    if given.quantity.strip() and quantity is None:
        found["quantity"] = "Give a whole number, such as 40, or leave it empty."
    if given.by_day.strip() and by_day is None:
        found["by_day"] = "Give a day, such as 2026-12-15, or leave it empty."
    return {**problems(given.reason, quantity=quantity, by_day=by_day, today=today), **found}


def answer(bot: Bot, given: Answer) -> Message:
    """Keep the answer with its line in the audit log, and have the alert's message say so wherever it was told."""
    now = bot.now()
    wrong = faults(given, now.date())
    if wrong:
        raise UsageError(" ".join(wrong.values()))
    with bot.database.writing() as connection:
        org = orgs.current(connection).org
        kept = justifications.record(
            connection,
            given.alert,
            org=org,
            pseudonym=bot.pseudonym,
            person=bot.pseudonym(given.person),
            event_id=given.event_id,
            reason=given.reason,
            workflow=given.workflow,
            quantity=_quantity(given),
            by_day=_day(given),
            now=now,
        )
        about = alerts.find(connection, given.alert)
        assert about is not None  # it was answered just now
        by = justifications.name_of(connection, kept.person, about, org=org, pseudonym=bot.pseudonym, day=now.date())
        for told in deliveries.of_alert(connection, given.alert):
            deliveries.queue(
                connection,
                f"answered:{kept.id}:{told.key}",
                kind=Kind.UPDATE,
                surface=told.surface,
                target=told.target,
                message=alert_message.answered(told.message, kept, by=by, org=org),
                updates=told.key,
                now=now,
            )
        shown = alert_message.is_in_digest(about, org, now.date())
    text = (
        "Thank you: your answer is kept, and stands in the team's next digest without your name."
        if shown
        else "Thank you: your answer is kept with the budget, and stands in the alert."
    )
    return Message("Answered", text, (Paragraph(text),))


def waiting(bot: Bot, person: str) -> Message:
    """The alerts that wait for this person's answer, each with its button; people are their e-mails here."""
    with bot.database.reading() as connection:
        org = orgs.current(connection).org
        found = justifications.open_alerts(
            connection, org, bot.pseudonym(person), pseudonym=bot.pseudonym, now=bot.now()
        )
        titles = [(alert, alert_message.title(alert, org)) for alert in found]
    if not titles:
        text = "No alert waits for your answer."
        return Message("Alerts", text, (Paragraph(text),))
    return Message(
        "Alerts that wait for you",
        titles[0][1],
        tuple(element for alert, title in titles for element in (Paragraph(title), _button(alert))),
    )


def _button(alert: Alert) -> Actions:
    return Actions((Button(JUSTIFY, "Justify", alert.id, primary=True),))


def _quantity(given: Answer) -> int | None:
    text = given.quantity.strip().replace(",", "")
    # so many digits are too many whatever they are, and int() takes no more than 4,300
    return int(text.lstrip("0")[:_MOST_DIGITS] or "0") if text.isascii() and text.isdigit() else None


def _day(given: Answer) -> date | None:
    try:
        return date.fromisoformat(given.by_day.strip())
    except ValueError:
        return None
