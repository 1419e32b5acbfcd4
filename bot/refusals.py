"""Who hears that something could not be said: those who can mend it, once; `doctor` tells everybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot import deliveries
from bot.facts.delivery import Delivery, Kind
from bot.facts.message import Message, Note, Paragraph
from bot.facts.org import Budget, Org
from bot.ledger import alerts, orgs


def tell(connection: Connection, one: Delivery, error: str, *, now: datetime, pseudonym: Callable[[str], str]) -> None:
    """Queue a notice of the refusal: of a digest to its team's owners, of an alert to another of its budget's people.

    `error` is the refusal, a sentence without its full stop that says what to do. Once told, nobody is told again.
    """
    org = orgs.current(connection).org
    if one.kind is Kind.DIGEST:
        notice = _digest_notice(one.message.title, error)
        told = sorted(owners(org, one.team, channel=one.target))
    elif one.kind is Kind.ALERT and (budget := _budget(connection, org, one)) is not None:
        people = {pseudonym(email): email for email in (budget.delegate, budget.approver, budget.owner) if email}
        notice = _alert_notice(one.message.title, people.get(one.person or "", "somebody"), error)
        told = [email for person, email in people.items() if person != one.person][:1]
    else:
        return
    for email in told:
        person = pseudonym(email)
        deliveries.queue(
            connection,
            f"notice:{one.key}:{person}",
            kind=Kind.NOTICE,
            surface=one.surface,
            target=deliveries.to_person(person),
            message=notice,
            now=now,
        )


def owners(org: Org, team: str | None, *, channel: str) -> frozenset[str]:
    """The e-mails of those who own a workflow or a budget of the team, or of a team that reads the same channel."""
    teams = {one.slug for one in org.teams if one.slug == team or one.channel == channel}
    workflows = [one for one in org.workflows if one.team in teams]
    scopes = {("team", slug) for slug in teams} | {("workflow", one.slug) for one in workflows}
    paying = {one.owner for one in org.budgets if (one.scope_kind, one.scope) in scopes}
    return frozenset(paying | {one.owner for one in workflows})


def _budget(connection: Connection, org: Org, one: Delivery) -> Budget | None:
    alert = alerts.find(connection, one.alert or "")
    return next((budget for budget in org.budgets if alert is not None and budget.id == alert.budget), None)


def _digest_notice(title: str, error: str) -> Message:
    text = f"I could not post “{title}”. {error}."
    again = Note("I try again each hour today, then every six hours for a week.")
    return Message("A digest could not be posted", text, (Paragraph(text), again))


def _alert_notice(title: str, whom: str, error: str) -> Message:
    text = f"I could not tell {whom}: “{title}”. {error}."
    again = Note("I try again each hour today, then every six hours until it is heard.")
    return Message("A budget alert could not be delivered", text, (Paragraph(text), again))
