"""Log, take back and count outcomes. Records are only ever added; the same event twice is one record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from bot.errors import UnknownNameError, UsageError
from bot.facts.org import Org
from bot.facts.outcome import Outcome, OutcomeKind
from bot.facts.outcome_line import OutcomeLine
from bot.facts.periods import Period
from bot.ledger.tables import outcome
from bot.ledger.upsert import insert_missing

UNDO_WITHIN = timedelta(minutes=10)
"""How long a record may be taken back without a trace in any count (method.md 1.17)."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many outcomes of one kind a workflow had on one UTC day; None where unsorted."""

    day: date
    team: str | None
    workflow: str | None
    kind: OutcomeKind
    quantity: int


def from_line(
    connection: Connection,
    line: OutcomeLine,
    *,
    org: Org,
    team: str | None,
    person: str | None,
    event_id: str,
    source: str,
    now: datetime,
    day: date | None = None,
) -> Outcome:
    """The record a typed line stands for, of `day` or, without one, of today.

    The workflow is the one named, else the team's only one, else the one this person last used in the team, else
    the one anybody last used there (method.md 1.9); where none of these is known the record is unsorted. Raises
    UsageError where the day is still to come.
    """
    if day is not None and day > now.date():
        raise UsageError(
            f"{day} is still to come; an outcome is logged for today, {now.date()} in UTC, or a day before"
        )
    slug = line.workflow or usual(connection, org, team, person)
    workflow = org.workflow(slug) if slug else None
    return Outcome(
        event_id=event_id,
        kind=line.kind,
        quantity=line.quantity,
        occurred_on=day or now.date(),
        logged_at=now,
        source=source,
        workflow=workflow.slug if workflow else None,
        team=workflow.team if workflow else team,
        person=person,
        minutes=line.minutes,
        amount=line.amount,
        url=line.url,
        note=line.note,
        reused=line.reused,
    )


def usual(connection: Connection, org: Org, team: str | None, person: str | None) -> str | None:
    """The workflow that is meant when none is named, None where it cannot be told (method.md 1.9)."""
    if team is None:
        return None
    own = [workflow.slug for workflow in org.workflows_of(team)]
    if len(own) == 1:
        return own[0]
    last = (
        _standing(select(outcome.c.workflow))
        .where(outcome.c.team == team, outcome.c.workflow.in_(own))
        .order_by(outcome.c.logged_at.desc(), outcome.c.event_id)
        .limit(1)
    )
    if person is not None:
        mine = connection.execute(last.where(outcome.c.person == person)).scalar_one_or_none()
        if mine is not None:
            return str(mine)
    anybody: str | None = connection.execute(last).scalar_one_or_none()
    return anybody


def log(connection: Connection, found: Outcome) -> Outcome:
    """Keep the record and return it; where its event was kept before, return that record unchanged."""
    log_all(connection, [found])
    kept = find(connection, found.event_id)
    assert kept is not None
    return kept


def log_all(connection: Connection, found: Sequence[Outcome]) -> None:
    """Keep every record whose event is not known yet."""
    insert_missing(connection, outcome, [asdict(one) | {"kind": one.kind.value} for one in found])


def find(connection: Connection, event_id: str) -> Outcome | None:
    """The record of an event, None where there is none."""
    row = connection.execute(select(outcome).where(outcome.c.event_id == event_id)).one_or_none()
    return None if row is None else _outcome(row)


def undo(
    connection: Connection, event_id: str, *, person: str | None, now: datetime, asked_by: str | None = None
) -> Outcome:
    """Take an entry back within its first ten minutes, wherever it was moved; doing it twice is doing it once.

    `asked_by` is the event that asks for it, where that is to be known by its own. Raises UsageError when it is not
    there, somebody else's, or older.
    """
    standing = next((one for one in _moves(connection, event_id) if not is_undone(connection, one)), event_id)
    original = find(connection, standing)
    if original is None:
        raise UnknownNameError("That entry is not in the ledger; type `/ai-outcome status` to see what is")
    if original.person != person:
        raise UsageError("Only the person who logged an entry can undo it; ask them, or log a reversal")
    if is_undone(connection, standing):
        return original
    if now - original.logged_at > UNDO_WITHIN:
        where = f" #{original.workflow}" if original.workflow else ""
        raise UsageError(
            f"Undo works for ten minutes; to take it back now type: /ai-outcome reversed {original.quantity}{where}"
        )
    log(connection, _undoing(original, asked_by or f"{original.event_id}/undo", now))
    return original


def undo_latest(connection: Connection, event_id: str, *, person: str, now: datetime) -> Outcome | None:
    """Take back the newest entry of a person that stands, None where there is none; raises as `undo`.

    `event_id` is the event that asks: the same event again takes nothing more back, and returns the same entry.
    """
    if find(connection, event_id) is None:
        latest = newest(connection, limit=1, person=person)
        if not latest:
            return None
        undo(connection, latest[0].event_id, person=person, now=now, asked_by=event_id)
    kept = find(connection, event_id)
    return find(connection, kept.original) if kept and kept.original else None


def move(
    connection: Connection, event_id: str, workflow: str, *, org: Org, person: str | None, now: datetime
) -> Outcome:
    """Sort an entry under another workflow: what stands of it is undone, a new record says the same there.

    `event_id` is the entry's first one, however often it was moved. Raises UsageError where `undo` does, and where
    the entry was undone.
    """
    target = org.workflow(workflow)
    if target is None:
        raise UsageError(f"There is no workflow {workflow!r} any more; log it again under another one")
    standing = next((one for one in _moves(connection, event_id) if not is_undone(connection, one)), None)
    if standing is None:
        raise UsageError("That entry was undone, so there is nothing to sort; log it again")
    kept = find(connection, standing)
    if kept is not None and kept.workflow == target.slug:
        return kept
    original = undo(connection, standing, person=person, now=now)
    moved = replace(original, event_id=_moved(connection, event_id), workflow=target.slug, team=target.team)
    return log(connection, moved)


def stands(connection: Connection, event_id: str) -> bool:
    """Whether an entry, or what it was moved to, is counted."""
    return any(not is_undone(connection, one) for one in _moves(connection, event_id))


def _moves(connection: Connection, event_id: str) -> list[str]:
    """The entry's records, the newest first: itself and each it was moved to."""
    moved = select(outcome.c.event_id).where(outcome.c.event_id.startswith(f"{event_id}/moved/", autoescape=True))
    found = [one for one in connection.execute(moved).scalars() if one.rpartition("/")[2].isdigit()]
    return [*sorted(found, key=lambda one: int(one.rpartition("/")[2]), reverse=True), event_id]


def _moved(connection: Connection, event_id: str) -> str:
    return f"{event_id}/moved/{len(_moves(connection, event_id))}"


def is_undone(connection: Connection, event_id: str) -> bool:
    """Whether a record was taken back."""
    undone = select(outcome.c.event_id).where(
        outcome.c.original == event_id, outcome.c.kind == OutcomeKind.UNDONE.value
    )
    return connection.execute(undone).first() is not None


def counts(connection: Connection, *, since: date | None = None, until: date | None = None) -> tuple[Counted, ...]:
    """What was logged for the days from `since` (in) to `until` (out), without what was undone."""
    group = (outcome.c.occurred_on, outcome.c.team, outcome.c.workflow, outcome.c.kind)
    query = _standing(select(*group, func.sum(outcome.c.quantity))).group_by(*group).order_by(*group)
    if since is not None:
        query = query.where(outcome.c.occurred_on >= since)
    if until is not None:
        query = query.where(outcome.c.occurred_on < until)
    return tuple(
        Counted(day=row[0], team=row[1], workflow=row[2], kind=OutcomeKind(row[3]), quantity=int(row[4]))
        for row in connection.execute(query)
    )


def net(found: Sequence[Counted], workflow: str, period: Period) -> int:
    """Accepted minus reversed of one workflow in a period (method.md M3)."""
    signs = {OutcomeKind.ACCEPTED: 1, OutcomeKind.REVERSED: -1}
    return sum(signs.get(one.kind, 0) * one.quantity for one in found if one.workflow == workflow and one.day in period)


def newest(connection: Connection, *, limit: int, person: str | None = None) -> tuple[Outcome, ...]:
    """The records that stand, newest first; of one person where given."""
    query = _standing(select(outcome)).order_by(outcome.c.logged_at.desc(), outcome.c.event_id).limit(limit)
    if person is not None:
        query = query.where(outcome.c.person == person)
    return tuple(_outcome(row) for row in connection.execute(query))


def is_evidence(connection: Connection, url: str) -> bool:
    """Whether a record that stands has this link as its evidence."""
    found = _standing(select(outcome.c.event_id)).where(outcome.c.url == url).limit(1)
    return connection.execute(found).first() is not None


def _standing(query: Select[Any]) -> Select[Any]:
    undo_of = outcome.alias("undo_of")
    undone = (
        select(undo_of.c.event_id)
        .where(undo_of.c.original == outcome.c.event_id, undo_of.c.kind == OutcomeKind.UNDONE.value)
        .exists()
    )
    return query.where(~undone, outcome.c.kind != OutcomeKind.UNDONE.value)


def _undoing(original: Outcome, event_id: str, now: datetime) -> Outcome:
    return replace(
        original,
        event_id=event_id,
        kind=OutcomeKind.UNDONE,
        logged_at=now,
        original=original.event_id,
    )


def _outcome(row: Row[Any]) -> Outcome:
    values = {field.name: getattr(row, field.name) for field in fields(Outcome)}
    return Outcome(**values | {"kind": OutcomeKind(row.kind)})
