"""Alerts in the store: each crossing once, whoever finds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.facts.alert import Alert
from bot.facts.periods import Period
from bot.facts.prospect import Prospect
from bot.ledger.tables import alert
from bot.ledger.upsert import insert_new


def record(connection: Connection, found: Alert) -> bool:
    """Keep the alert and return whether this call was the one that kept it; one of its identity stays as it is."""
    row = {
        "id": found.id,
        "budget": found.budget,
        "period_start": found.period.start,
        "period_end": found.period.end,
        "rule": found.rule,
        "generation": found.generation,
        "amount": found.amount,
        "spent": found.spent,
        "currency": found.currency,
        "owner": found.owner,
        "crossed_at": found.crossed_at,
        "covered_by": found.covered_by,
        "rearmed_at": found.rearmed_at,
        **({} if found.prospect is None else asdict(found.prospect)),
    }
    return insert_new(connection, alert, row)


def rearm(connection: Connection, ids: Iterable[str], *, now: datetime) -> None:
    """Let the next crossing of these rules be a new generation; what is re-armed already stays so."""
    standing = alert.c.id.in_(sorted(ids)) & alert.c.rearmed_at.is_(None)
    connection.execute(update(alert).where(standing).values(rearmed_at=now))


def uncover(connection: Connection, alert_id: str) -> None:
    """Let an alert speak for itself that was covered by a higher one; it asks for its own answer from then on."""
    covered = (alert.c.id == alert_id) & alert.c.covered_by.is_not(None)
    connection.execute(update(alert).where(covered).values(covered_by=None))


def find(connection: Connection, alert_id: str) -> Alert | None:
    """The alert of that id, None where there is none."""
    row = connection.execute(select(alert).where(alert.c.id == alert_id)).one_or_none()
    return None if row is None else from_row(row)


def of_budget(connection: Connection, budget: str, period: Period) -> tuple[Alert, ...]:
    """Every alert of a budget in the period, covered ones too, as they were crossed."""
    wanted = select(alert).where(alert.c.budget == budget, alert.c.period_start == period.start)
    return _ordered(connection, wanted)


def crossed_in(connection: Connection, span: Period) -> tuple[Alert, ...]:
    """Every alert of every budget that was crossed on these UTC days, covered ones too: what a digest notes."""
    wanted = select(alert).where(alert.c.crossed_at >= span.starts_at, alert.c.crossed_at < span.ends_at)
    return _ordered(connection, wanted)


def from_row(row: Row[Any]) -> Alert:
    """The alert of a row that has the table's columns."""
    return Alert(
        budget=row.budget,
        period=Period(row.period_start, row.period_end),
        rule=row.rule,
        generation=row.generation,
        amount=row.amount,
        spent=row.spent,
        currency=row.currency,
        owner=row.owner,
        crossed_at=row.crossed_at,
        covered_by=row.covered_by,
        rearmed_at=row.rearmed_at,
        prospect=None if row.chance is None else _prospect(row),
    )


def _prospect(row: Row[Any]) -> Prospect:
    return Prospect(**{field.name: getattr(row, field.name) for field in fields(Prospect)})


def _ordered(connection: Connection, wanted: Any) -> tuple[Alert, ...]:
    return tuple(from_row(row) for row in connection.execute(wanted.order_by(alert.c.crossed_at, alert.c.id)))
