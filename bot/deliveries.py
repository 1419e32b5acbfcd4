"""All that is said unasked passes here, once per key: queue, take, send, settle (design.md 2 rule 6, 3.4 decision 5).

Each step is a short transaction of its own and nothing is sent inside one, so that a crash at any point leaves a row
that says how far it came. Where nobody knows whether a message was said, it is looked for; where that is not possible,
a digest is not said again and an alert is, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, true, update

from bot.facts.delivery import Delivery, Kind, State, alert_key
from bot.facts.message import Message
from bot.facts.message_json import from_json, to_json
from bot.ledger.tables import delivery
from bot.ledger.upsert import insert_missing

LOCKED_FOR = timedelta(minutes=2)
"""Longer than any single attempt takes; a row locked longer belongs to a worker that is gone."""
PACE = timedelta(seconds=1)
"""Slack takes one message a second in a channel."""
REPEATED_AFTER = timedelta(minutes=10)
"""What may have been heard and cannot be looked for is said again no earlier."""
REFUSED_AGAIN_AFTER = timedelta(hours=1)
"""A refusal is for people to mend (invite the bot, say); what was refused is tried again so often on the first day."""
MOST_REPEATS = 10
"""So often the first message to a person is said again where it can be found and taken back once it was heard."""
MOST_REFUSALS = 48
"""A week of them. An alert is never given up."""
_LATER_REFUSED_AGAIN_AFTER = timedelta(hours=6)
_HOURLY_REFUSALS = 24
_BACKOFF = timedelta(seconds=15)
_LONGEST_BACKOFF = timedelta(minutes=30)


def to_person(pseudonym: str) -> str:
    """The target that stands for a person."""
    return f"person:{pseudonym}"


def queue(
    connection: Connection,
    key: str,
    *,
    kind: Kind,
    surface: str,
    target: str,
    message: Message,
    now: datetime,
    updates: str | None = None,
) -> None:
    """Note that a message is to be said; the same key a second time changes nothing."""
    row = {
        "key": key,
        "kind": kind.value,
        "surface": surface,
        "target": target,
        "message": to_json(message),
        "state": State.QUEUED.value,
        "attempts": 0,
        "due_at": now,
        "queued_at": now,
        "updates": updates,
    }
    insert_missing(connection, delivery, [row])


def again(connection: Connection, key: str, *, target: str, now: datetime) -> None:
    """Have it said now, in `target`, where it failed, waits, or nobody knows; what was said stays said."""
    unsaid = [State.QUEUED.value, State.FAILED.value, State.UNKNOWN.value]
    values: dict[str, Any] = {"target": target, "due_at": now, "settled_at": None, "error": None}
    values |= {"attempts": 0, "refusals": 0, "repeats": 0, "spoken_at": None}
    connection.execute(
        update(delivery)
        .where(delivery.c.key == key, delivery.c.state.in_(unsaid))
        .values(state=State.QUEUED.value, **values)
    )


def hasten(connection: Connection, kind: Kind, *, now: datetime) -> tuple[str, ...]:
    """Have what waits or failed of that kind said now; the keys. What was in doubt stays so."""
    waiting = delivery.c.state.in_((State.QUEUED.value, State.FAILED.value))
    values = {"state": State.QUEUED.value, "due_at": now, "refusals": 0, "settled_at": None}
    hastened = update(delivery).where(delivery.c.kind == kind.value, waiting).values(**values)
    return tuple(sorted(connection.execute(hastened.returning(delivery.c.key)).scalars()))


def take(connection: Connection, *, now: datetime) -> Delivery | None:
    """Take the next due delivery for one attempt, or None; no other worker takes it while the lock holds.

    A target that somebody is speaking to, or that was spoken to within the last second, waits its turn; so does an
    update of what is not settled yet, or has an earlier update that is not.
    """
    waiting = and_(delivery.c.state == State.QUEUED.value, delivery.c.due_at <= now)
    in_doubt = and_(delivery.c.state == State.SENDING.value, delivery.c.locked_until <= now, delivery.c.due_at <= now)
    next_one = (
        select(delivery)
        .where(or_(waiting, in_doubt), ~_is_busy(now), ~_is_early())
        .order_by(delivery.c.due_at, delivery.c.queued_at, delivery.c.key)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = connection.execute(next_one).one_or_none()
    if row is None:
        return None
    spoken_at = row.spoken_at if row.state == State.SENDING.value else now
    taken = connection.execute(
        update(delivery)
        .where(delivery.c.key == row.key, delivery.c.state == row.state, delivery.c.attempts == row.attempts)
        .values(
            state=State.SENDING.value, attempts=row.attempts + 1, locked_until=now + LOCKED_FOR, spoken_at=spoken_at
        )
    )
    return _delivery(row) if taken.rowcount == 1 else None


def _is_busy(now: datetime) -> ColumnElement[bool]:
    other = delivery.alias("other")
    speaking = and_(other.c.state == State.SENDING.value, other.c.locked_until > now)
    return (
        select(other.c.key)
        .where(other.c.target == delivery.c.target, or_(speaking, other.c.settled_at > now - PACE))
        .exists()
    )


def _is_early() -> ColumnElement[bool]:
    original, earlier = delivery.alias("original"), delivery.alias("earlier")
    waits = (State.QUEUED.value, State.SENDING.value)
    unsaid = select(original.c.key).where(original.c.key == delivery.c.updates, original.c.state.in_(waits))
    before = or_(
        earlier.c.queued_at < delivery.c.queued_at,
        and_(earlier.c.queued_at == delivery.c.queued_at, earlier.c.key < delivery.c.key),
    )
    older = select(earlier.c.key).where(earlier.c.updates == delivery.c.updates, earlier.c.state.in_(waits), before)
    return or_(unsaid.exists(), older.exists())


def moved(connection: Connection, one: Delivery, *, target: str) -> Delivery:
    """It is to be said in `target`, wherever it was to be said before."""
    connection.execute(update(delivery).where(delivery.c.key == one.key).values(target=target))
    return replace(one, target=target)


def sent(connection: Connection, key: str, *, place: str, ref: str, now: datetime) -> None:
    """It was said: where it stands."""
    _settle(connection, key, State.SENT, now, place=place, ref=ref, error=None)


def stands_at(connection: Connection, key: str, *, place: str, ref: str) -> None:
    """What was said under the key stands there now."""
    connection.execute(update(delivery).where(delivery.c.key == key).values(place=place, ref=ref))


def unknown(connection: Connection, key: str, error: str, *, now: datetime) -> None:
    """It may have been said and will not be said again."""
    _settle(connection, key, State.UNKNOWN, now, error=error)


def failed(connection: Connection, key: str, error: str, *, now: datetime) -> None:
    """It was refused for good."""
    _settle(connection, key, State.FAILED, now, error=error)


def postponed(connection: Connection, one: Delivery, error: str, *, after: timedelta | None, now: datetime) -> None:
    """It was certainly not said; it is due again after the time asked for, else after a growing one."""
    wait = after or min(_BACKOFF * 2 ** min(one.attempts, 10), _LONGEST_BACKOFF)
    values = {"state": State.QUEUED.value, "due_at": now + wait, "locked_until": None, "error": error}
    connection.execute(update(delivery).where(delivery.c.key == one.key).values(values))


def refused(connection: Connection, one: Delivery, error: str, *, now: datetime) -> None:
    """It was refused: due again in an hour, after a day in six; given up in the end where it is no alert."""
    refusals = one.refusals + 1
    if refusals >= MOST_REFUSALS and one.kind is not Kind.ALERT:
        failed(connection, one.key, error, now=now)
    else:
        postponed(connection, one, error, after=after_refusals(refusals), now=now)
    _count(connection, one, refusals=refusals)


def after_refusals(refusals: int) -> timedelta:
    """How long to wait after that many refusals."""
    return REFUSED_AGAIN_AFTER if refusals < _HOURLY_REFUSALS else _LATER_REFUSED_AGAIN_AFTER


def doubtful(
    connection: Connection, one: Delivery, error: str, *, now: datetime, after: timedelta | None = None
) -> None:
    """It may have been said; after the time asked for, else a growing one, somebody looks.

    The time is short: looking again costs little. Others speak to the target meanwhile.
    """
    wait = after or min(_BACKOFF * 2 ** min(one.attempts, 10), LOCKED_FOR)
    values = {"locked_until": now, "due_at": now + wait, "error": error}
    connection.execute(update(delivery).where(delivery.c.key == one.key).values(values))


def look_refused(connection: Connection, one: Delivery) -> None:
    """It may have been said, and looking for it was refused."""
    _count(connection, one, refusals=one.refusals + 1)


def repeated(connection: Connection, one: Delivery) -> None:
    """It is about to be said again without knowing whether it was; noted before, so that a crash repeats nothing."""
    _count(connection, one, repeats=one.repeats + 1)


def of_alert(connection: Connection, alert: str) -> tuple[Delivery, ...]:
    """What was queued to tell of an alert, one for each person told."""
    keys = delivery.c.key.startswith(alert_key(alert, ""), autoescape=True)
    rows = connection.execute(select(delivery).where(delivery.c.kind == Kind.ALERT.value, keys))
    return tuple(_delivery(row) for row in rows)


def newest_to(connection: Connection, target: str) -> tuple[Delivery, ...]:
    """What was said to a target, oldest first, each message as its newest update left it."""
    rows = connection.execute(
        select(delivery)
        .where(delivery.c.target == target, delivery.c.state == State.SENT.value)
        .order_by(delivery.c.queued_at, delivery.c.settled_at, delivery.c.key)
    )
    found = [_delivery(row) for row in rows]
    said = {one.key: one for one in found if one.updates is None}
    for one in found:
        if one.updates in said:
            said[one.updates] = replace(said[one.updates], message=one.message)
    return tuple(said.values())


def place_of(connection: Connection, key: str) -> tuple[str, str] | None:
    """Where a delivery's message stands (place, ref), None where it was not said."""
    row = connection.execute(select(delivery).where(delivery.c.key == key)).one_or_none()
    return (row.place, row.ref) if row is not None and row.ref is not None else None


def known_place(connection: Connection, target: str) -> str | None:
    """Where earlier messages to the same target stand: the conversation with a person, once there was one."""
    place: str | None = connection.execute(
        select(delivery.c.place)
        .where(delivery.c.target == target, delivery.c.place.is_not(None))
        .order_by(delivery.c.settled_at.desc())
        .limit(1)
    ).scalar_one_or_none()
    return place


def troubles(connection: Connection, *, since: datetime | None = None) -> tuple[tuple[str, State, str], ...]:
    """What could not be delivered or nobody knows: key, state, why; the newest first.

    What was settled is left out where it was queued before `since`; what waits is not.
    """
    waits = delivery.c.state.in_((State.QUEUED.value, State.SENDING.value))
    rows = connection.execute(
        select(delivery.c.key, delivery.c.state, delivery.c.error)
        .where(delivery.c.error.is_not(None), delivery.c.state != State.SENT.value)
        .where(true() if since is None else or_(waits, delivery.c.queued_at >= since))
        .order_by(delivery.c.queued_at.desc(), delivery.c.key)
    )
    return tuple((row.key, State(row.state), row.error) for row in rows)


def counts(connection: Connection) -> Mapping[State, int]:
    """How many deliveries stand in each state."""
    rows = connection.execute(select(delivery.c.state, func.count()).group_by(delivery.c.state))
    return {State(row[0]): int(row[1]) for row in rows}


def _count(connection: Connection, one: Delivery, **values: int) -> None:
    connection.execute(update(delivery).where(delivery.c.key == one.key).values(**values))


def _settle(connection: Connection, key: str, state: State, now: datetime, **values: str | None) -> None:
    connection.execute(
        update(delivery)
        .where(delivery.c.key == key)
        .values(state=state.value, settled_at=now, locked_until=None, **values)
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        key=row.key,
        kind=Kind(row.kind),
        surface=row.surface,
        target=row.target,
        message=from_json(row.message),
        attempts=row.attempts,
        queued_at=row.queued_at,
        refusals=row.refusals,
        repeats=row.repeats,
        spoken_at=row.spoken_at,
        is_doubtful=row.state == State.SENDING.value,
        updates=row.updates,
    )
