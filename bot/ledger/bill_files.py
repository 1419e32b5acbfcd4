"""Which billing files were read, and as what they lay there then."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.facts.charge import Scope
from bot.ledger.slices import slices
from bot.ledger.tables import bill_file
from bot.ledger.upsert import put


@dataclass(frozen=True, kw_only=True)
class BillFileRead:
    """A file as it was when it was last read into the ledger, by which limits, and the scopes it has rows of."""

    path: str
    size: int
    modified_ns: int
    digest: str
    limits: str
    scopes: frozenset[Scope]
    read_at: datetime


def known(connection: Connection) -> Mapping[str, BillFileRead]:
    """The files that were read, by their paths."""
    found = connection.execute(select(bill_file))
    return {
        row.path: BillFileRead(
            path=row.path,
            size=row.size,
            modified_ns=row.modified_ns,
            digest=row.digest,
            limits=row.limits,
            scopes=frozenset(Scope(*one) for one in json.loads(row.scopes)),
            read_at=row.read_at,
        )
        for row in found
    }


def keep(connection: Connection, files: Iterable[BillFileRead]) -> None:
    """Remember these as they are now."""
    rows = [
        {
            "path": one.path,
            "size": one.size,
            "modified_ns": one.modified_ns,
            "digest": one.digest,
            "limits": one.limits,
            "scopes": json.dumps(sorted((scope.connection, scope.key) for scope in one.scopes)),
            "read_at": one.read_at,
        }
        for one in files
    ]
    put(connection, bill_file, rows)


def forget(connection: Connection, paths: Collection[str]) -> None:
    """Remember these no longer."""
    for some in slices(sorted(paths)):
        connection.execute(delete(bill_file).where(bill_file.c.path.in_(some)))
