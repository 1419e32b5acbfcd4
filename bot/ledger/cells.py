"""Cells: each distinct set of dimensions is stored once, and placed with a team and workflow when it is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from bot.facts.charge import Charge, Scope
from bot.facts.org import AllocationRule
from bot.ledger.allocation import Cell, segments
from bot.ledger.tables import allocation, cell
from bot.ledger.tables import connection as connection_table
from bot.ledger.upsert import insert_missing

LOOK_UP_AT_ONCE = 400
"""Below the number of variables one SQLite statement may have."""


class Cells:
    """The cells during one replacement: ids by dimensions, made where they are missing."""

    def __init__(self, connection: Connection, connections: Mapping[str, int], pseudonym: Callable[[str], str]) -> None:
        self._connection = connection
        self._connections = connections
        self._pseudonym = pseudonym
        self._ids: dict[str, int] = {}

    def ids(self, charges: Sequence[tuple[Scope, Charge]]) -> list[int]:
        """The cell of each charge, in order."""
        wanted = [self._dimensions(where, charge) for where, charge in charges]
        missing = {d["digest"]: d for d in wanted if d["digest"] not in self._ids}
        if missing:
            self._ids |= self._found(missing)
            new = [d for digest, d in missing.items() if digest not in self._ids]
            insert_missing(self._connection, cell, new)
            self._ids |= self._found([d["digest"] for d in new])
        return [self._ids[d["digest"]] for d in wanted]

    def _found(self, digests: Iterable[str]) -> dict[str, int]:
        wanted = list(digests)
        found: dict[str, int] = {}
        for start in range(0, len(wanted), LOOK_UP_AT_ONCE):
            some = wanted[start : start + LOOK_UP_AT_ONCE]
            rows = self._connection.execute(select(cell.c.digest, cell.c.id).where(cell.c.digest.in_(some)))
            found |= {row.digest: row.id for row in rows}
        return found

    def _dimensions(self, where: Scope, charge: Charge) -> dict[str, Any]:
        dimensions: dict[str, Any] = {
            "connection_id": self._connections[where.connection],
            "provider": charge.provider,
            "billing_account": charge.billing_account,
            "sub_account": charge.sub_account,
            "key": charge.key,
            "model": charge.model,
            "line_item": charge.line_item,
            "token_type": charge.token_type,
            "person": None if charge.person is None else self._pseudonym(charge.person),
            "category": charge.category.value,
            "basis": charge.basis.value,
            "correction": charge.correction,
            "additive": charge.additive,
            "currency": charge.currency,
            "unit": charge.unit,
            "tags": json.dumps(dict(charge.tags), sort_keys=True, ensure_ascii=False),
        }
        text = json.dumps(list(dimensions.values()), ensure_ascii=False)
        return dimensions | {"digest": hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}


def place_new(connection: Connection, rules: Sequence[AllocationRule]) -> None:
    """Place the cells that no rule has been applied to yet."""
    placed = select(allocation.c.cell_id).where(allocation.c.cell_id == cell.c.id).exists()
    _place(connection, connection.execute(_CELLS.where(~placed)), rules)


def place_all(connection: Connection, rules: Sequence[AllocationRule]) -> None:
    """Place every cell anew, because the rules changed."""
    connection.execute(delete(allocation))
    _place(connection, connection.execute(_CELLS), rules)


_CELLS = select(cell, connection_table.c.slug.label("slug")).join(connection_table)


def _place(connection: Connection, rows: Iterable[Row[Any]], rules: Sequence[AllocationRule]) -> None:
    placed = [
        {
            "cell_id": row.id,
            "since": segment.since,
            "until": segment.until,
            "team": segment.team,
            "workflow": segment.workflow,
            "class": segment.allocation_class.value,
        }
        for row in rows
        for segment in segments(_cell(row), rules)
    ]
    if placed:
        connection.execute(insert(allocation), placed)


def _cell(row: Row[Any]) -> Cell:
    tags: Mapping[str, str] = json.loads(row.tags)
    return Cell(
        provider=row.provider,
        connection=row.slug,
        billing_account=row.billing_account,
        sub_account=row.sub_account,
        key=row.key,
        model=row.model,
        line_item=row.line_item,
        person=row.person,
        tags=tags,
    )
