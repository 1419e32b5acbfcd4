"""Answers to alerts: who may give one, which one stands, and what is still waiting for one.

The first person who answers an alert has answered it. The same person may amend the answer, which adds a record; the
newest stands. Nothing is overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.errors import UnknownNameError, UsageError
from bot.facts.alert import Alert
from bot.facts.justification import Justification, problems
from bot.facts.org import Budget, Org
from bot.facts.periods import Period
from bot.ledger import alerts, audit
from bot.ledger.tables import alert, directory, justification
from bot.ledger.upsert import insert_new
from bot.value import budget_scope

ANSWERED = "budget.justify"
"""The action under which an answer stands in the audit log."""

NO_SUCH_ALERT = "There is no such alert to answer; type `/ai-outcome justify` to see those that wait for you"

Pseudonym = Callable[[str], str]


@dataclass(frozen=True)
class Answered:
    """An alert and the answer that stands."""

    alert: Alert
    justification: Justification


def record(
    connection: Connection,
    alert_id: str,
    *,
    org: Org,
    pseudonym: Pseudonym,
    person: str,
    event_id: str,
    reason: str,
    workflow: str | None = None,
    quantity: int | None = None,
    by_day: date | None = None,
    now: datetime,
) -> Justification:
    """Keep an answer with its line in the audit log, in the caller's writing transaction; the same event twice is one.

    `person` is a pseudonym; the reason is kept whole. Raises UsageError when the alert is not there, is only
    covered or noted, was answered by somebody else, is not this person's to answer, or the answer will not do.
    """
    answered = _locked(connection, alert_id)
    refused = refusal(
        connection, answered, org=org, pseudonym=pseudonym, person=person, event_id=event_id, day=now.date()
    )
    if refused is not None:
        raise UsageError(refused)
    for sentence in problems(reason, quantity=quantity, by_day=by_day, today=now.date()).values():
        raise UsageError(sentence)
    if workflow is not None and org.workflow(workflow) is None:
        raise UnknownNameError(f"There is no workflow {workflow!r} any more; choose another one or leave it out")
    given = Justification(
        id=event_id,
        alert_id=alert_id,
        person=person,
        answered_at=now,
        reason=reason.strip(),
        workflow=workflow,
        quantity=quantity,
        by_day=by_day,
    )
    if insert_new(connection, justification, asdict(given)):
        _note(connection, given)
        return given
    kept = connection.execute(select(justification).where(justification.c.id == event_id)).one()
    return _justification(kept)


def refusal(
    connection: Connection,
    found: Alert,
    *,
    org: Org,
    pseudonym: Pseudonym,
    person: str,
    event_id: str | None = None,
    day: date,
) -> str | None:
    """Why this person (a pseudonym) cannot answer an alert on that UTC day, in a sentence; None where they can.

    `event_id` is the event that brings the answer, which is not refused for having been kept already; None before
    there is one, when an answer of one's own is reason enough not to ask again.
    """
    if not found.is_told:
        return NO_SUCH_ALERT
    if not _may_answer(org, pseudonym, found, person, day):
        return "Only the owner, the delegate or the approver of a budget answers for it; ask one of them"
    earlier = standing(connection, found.id)
    if earlier is None or (event_id is not None and person == earlier.person):
        return None
    mine = person == earlier.person
    by = "you" if mine else name_of(connection, earlier.person, found, org=org, pseudonym=pseudonym, day=day)
    return f"This was already answered by {by} on {earlier.answered_at:%Y-%m-%d}"


def standing(connection: Connection, alert_id: str) -> Justification | None:
    """The answer that stands for an alert, None while it waits for one."""
    newest = (
        select(justification)
        .where(justification.c.alert_id == alert_id)
        .order_by(justification.c.answered_at.desc(), justification.c.id.desc())
        .limit(1)
    )
    row = connection.execute(newest).one_or_none()
    return None if row is None else _justification(row)


def open_alerts(
    connection: Connection, org: Org, person: str, *, pseudonym: Pseudonym, now: datetime
) -> tuple[Alert, ...]:
    """The alerts that wait for an answer this person (a pseudonym) may give, newest first."""
    unanswered = ~select(justification.c.id).where(justification.c.alert_id == alert.c.id).exists()
    wanted = select(alert).where(alert.c.covered_by.is_(None), alert.c.rearmed_at.is_(None), unanswered)
    found = [alerts.from_row(row) for row in connection.execute(wanted.order_by(alert.c.crossed_at.desc(), alert.c.id))]
    today = now.date()
    return tuple(one for one in found if one.is_told and _may_answer(org, pseudonym, one, person, today))


def of_period(connection: Connection, span: Period) -> tuple[Answered, ...]:
    """The answers given on these UTC days that still stand, in their order: what a digest says of them."""
    wanted = (
        select(justification.c.alert_id)
        .where(justification.c.answered_at >= span.starts_at, justification.c.answered_at < span.ends_at)
        .distinct()
    )
    found = []
    for alert_id in connection.execute(wanted).scalars():
        answered, given = alerts.find(connection, alert_id), standing(connection, alert_id)
        if answered is not None and given is not None and given.answered_at < span.ends_at:
            found.append(Answered(answered, given))
    return tuple(sorted(found, key=lambda one: (one.justification.answered_at, one.alert.id)))


def fingerprint(given: Justification) -> str:
    """What the audit log holds of the reason: SHA-256 over the record's id, which the log does not hold, and the text.

    Once the record is erased nothing in the log says what was written.
    """
    return hashlib.sha256(f"{given.id}\n{given.reason}".encode()).hexdigest()


def name_of(connection: Connection, person: str, answered: Alert, *, org: Org, pseudonym: Pseudonym, day: date) -> str:
    """What the directory calls who answered; without a name the part they have in the budget, else "somebody"."""
    name = connection.execute(select(directory.c.name).where(directory.c.person == person)).scalar_one_or_none()
    if name:
        return str(name)
    budget = budget_scope.find(org, answered.budget, day)
    parts = {"owner": budget.owner, "delegate": budget.delegate, "approver": budget.approver} if budget else {}
    part = next((part for part, email in parts.items() if email and pseudonym(email) == person), None)
    if part is None and person == answered.owner:
        part = "owner"
    return f"the {part}" if part else "somebody"


def _note(connection: Connection, given: Justification) -> None:
    audit.add(
        connection,
        at=given.answered_at,
        actor=given.person,
        action=ANSWERED,
        subject=given.alert_id,
        detail={
            "reason_sha256": fingerprint(given),
            "workflow": given.workflow,
            "quantity": given.quantity,
            "by_day": given.by_day.isoformat() if given.by_day else None,
        },
    )


def _locked(connection: Connection, alert_id: str) -> Alert:
    """The alert, held until the transaction ends so that two people cannot both be the first to answer."""
    row = connection.execute(select(alert).where(alert.c.id == alert_id).with_for_update()).one_or_none()
    found = None if row is None else alerts.from_row(row)
    if found is None or not found.is_told:
        raise UsageError(NO_SUCH_ALERT)
    return found


def _may_answer(org: Org, pseudonym: Pseudonym, found: Alert, person: str, day: date) -> bool:
    budget = budget_scope.find(org, found.budget, day)
    return person == found.owner or person in {pseudonym(email) for email in _answerable(budget)}


def _answerable(budget: Budget | None) -> list[str]:
    return [email for email in (budget.owner, budget.delegate, budget.approver) if email] if budget else []


def _justification(row: Row[Any]) -> Justification:
    return Justification(**{field.name: getattr(row, field.name) for field in fields(Justification)})
