"""Which billing files were read, and as what they lay there then."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, select

from bot.facts.charge import Scope
from bot.ledger.slices import slices
from bot.ledger.tables import bill_file
from bot.ledger.upsert import put

_GONE: Final = -1
"""In place of a size: no file has it, so that one that comes back is compared by its content."""


@dataclass(frozen=True, kw_only=True)
class BillFileRead:
    """A file as it was when it was last read into the ledger, by which limits, and the scopes it has rows of.

    One that is gone is remembered for the scopes whose rows are in the ledger since, and that no other file brought.
    """

    path: str
    size: int
    modified_ns: int
    digest: str
    limits: str
    scopes: frozenset[Scope]
    read_at: datetime

    @property
    def is_gone(self) -> bool:
        """Whether it was not there any more when the files were last looked at."""
        return self.size == _GONE

    def gone(self) -> BillFileRead:
        """The same, not there any more."""
        return replace(self, size=_GONE)


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


def replaced(connection: Connection, by: Mapping[str, frozenset[Scope]]) -> None:
    """These files, with the scopes that each has rows of, were just put in place of whatever was in these scopes.

    What is gone is no part of them any more, and of a file that was read before only what it still holds.
    """
    scopes = frozenset[Scope]().union(*by.values())
    for one in known(connection).values():
        left = one.scopes - scopes if one.is_gone else one.scopes & by.get(one.path, one.scopes)
        if one.is_gone and not left:
            forget(connection, [one.path])
        elif left != one.scopes:
            keep(connection, [replace(one, scopes=left)])
