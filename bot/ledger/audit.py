"""The audit log: who did what to which thing, append only, each line hashed with the one before (method.md 6.8).

The chain holds pseudonyms, ids and numbers. Free text of people and their names stay out of it, so that they can be
erased without breaking it. Lines are numbered without a gap, and the number is hashed too; only lines cut off at the
end leave no trace, so whoever must prove that none are missing keeps the `head` somewhere else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from bot.ledger.tables import audit

BEGINNING = "0" * 64
"""What the first line is hashed with."""

_LOCK = 0x64656E6F6D
"""The number of the advisory lock that appending takes on PostgreSQL; only its being the same everywhere matters."""

_AT_ONCE = 1_000


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One line. `actor` is a pseudonym or a part of the program, `detail` sorted JSON, `hash` hexadecimal SHA-256."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str
    previous: str
    hash: str


def add(
    connection: Connection,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, str | int | None],
) -> AuditEntry:
    """Append a line inside the caller's transaction, which must be one that writes; lines never fork."""
    if connection.dialect.name == "postgresql":
        # Held until the transaction ends, so that the next one sees our line. SQLite has one writer anyway.
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    number, previous = head(connection)
    entry = _hashed(
        AuditEntry(
            id=number + 1,
            at=at,
            actor=actor,
            action=action,
            subject=subject,
            detail=json.dumps(detail, sort_keys=True, separators=(",", ":")),
            previous=previous,
            hash="",
        )
    )
    connection.execute(insert(audit).values(**vars(entry)))
    return entry


def head(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the newest line; 0 and BEGINNING where there is none."""
    newest = connection.execute(select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)).one_or_none()
    return (0, BEGINNING) if newest is None else (int(newest.id), str(newest.hash))


def verify(connection: Connection) -> int | None:
    """The number of the first line that is not as it was written or follows on a missing one; None when all hold."""
    number, previous = 0, BEGINNING
    ordered = select(audit).order_by(audit.c.id)
    with connection.execute(ordered, execution_options={"yield_per": _AT_ONCE}) as lines:
        for line in lines.mappings():
            entry = AuditEntry(**line)
            if entry != _hashed(entry) or (entry.id, entry.previous) != (number + 1, previous):
                return entry.id
            number, previous = entry.id, entry.hash
    return None


def _hashed(entry: AuditEntry) -> AuditEntry:
    facts = [
        entry.previous,
        entry.id,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        entry.detail,
    ]
    found = hashlib.sha256(json.dumps(facts, separators=(",", ":")).encode()).hexdigest()
    return replace(entry, hash=found)
