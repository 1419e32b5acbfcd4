"""What a source says now, in temporary tables of one connection, until `store` gives it its place in the ledger.

Filling them writes to nothing that others read or write, so a bill of a million rows holds nobody up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, Integer, MetaData, Table, Text, insert, select

from bot.facts.charge import Charge, Scope
from bot.ledger.columns import dimension_columns, figure_columns

_BATCH = 5_000
_LOOK_UP_AT_ONCE = 400
"""Below the number of variables one SQLite statement may have."""
_MOST_REMEMBERED = 20_000

_metadata = MetaData()

incoming = Table(
    "incoming",
    _metadata,
    Column("scope", Integer, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("cell", Integer, nullable=False),
    *figure_columns(),
    Column("continued", Boolean, nullable=False),
    prefixes=["TEMPORARY"],
)
"""The charges, each with the numbers of its scope and its cell below."""

incoming_scope = Table(
    "incoming_scope",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("connection", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("scope_id", BigInteger, unique=True),
    prefixes=["TEMPORARY"],
)
"""The scopes that have charges; `scope_id` is theirs in the ledger once they have their place there."""

incoming_cell = Table(
    "incoming_cell",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("connection", Text, nullable=False),
    *dimension_columns(),
    Column("cell_id", BigInteger),
    prefixes=["TEMPORARY"],
)
"""Each distinct set of dimensions once; `cell_id` as `scope_id` above."""

TABLES = (incoming, incoming_scope, incoming_cell)


def stage(connection: Connection, charges: Iterable[tuple[Scope, Charge]], *, pseudonym: Callable[[str], str]) -> None:
    """Put the charges into the temporary tables, batch by batch."""
    numbers = _Numbers(connection, pseudonym)
    stream = iter(charges)
    while batch := list(islice(stream, _BATCH)):
        rows = [
            {
                "scope": scope,
                "source_id": one.id,
                "cell": cell,
                "day": one.day,
                "starts_at": one.starts_at,
                "ends_at": one.ends_at,
                "billed": one.billed_cost,
                "effective": one.effective_cost,
                "list": one.list_cost,
                "quantity": None if one.quantity is None else f"{one.quantity:f}",
                "continued": one.continued,
            }
            for (_, one), scope, cell in zip(batch, numbers.scopes(batch), numbers.cells(batch), strict=True)
        ]
        connection.execute(insert(incoming), rows)
    if connection.dialect.name == "postgresql":
        for table in TABLES:  # nobody else does it for temporary tables, and the plans depend on it
            connection.exec_driver_sql(f"ANALYZE {table.name}")


class _Numbers:
    """Numbers for scopes and cells, given at their first charge; only the cells seen last are kept in memory."""

    def __init__(self, connection: Connection, pseudonym: Callable[[str], str]) -> None:
        self._connection = connection
        self._pseudonym = pseudonym
        self._scopes: dict[Scope, int] = {}
        self._cells: dict[str, int] = {}
        self._next = 1

    def scopes(self, charges: Sequence[tuple[Scope, Charge]]) -> list[int]:
        """The number of each charge's scope, in order."""
        new = sorted({scope for scope, _ in charges} - self._scopes.keys())
        start = len(self._scopes) + 1
        self._scopes |= {scope: number for number, scope in enumerate(new, start)}
        rows = [{"number": self._scopes[one], "connection": one.connection, "key": one.key} for one in new]
        if rows:
            self._connection.execute(insert(incoming_scope), rows)
        return [self._scopes[scope] for scope, _ in charges]

    def cells(self, charges: Sequence[tuple[Scope, Charge]]) -> list[int]:
        """The number of each charge's cell, in order."""
        wanted = [_dimensions(scope, charge, self._pseudonym) for scope, charge in charges]
        if len(self._cells) > _MOST_REMEMBERED:
            self._cells = {}
        unknown = {d["digest"]: d for d in wanted if d["digest"] not in self._cells}
        for some in _slices(list(unknown), _LOOK_UP_AT_ONCE):
            there = select(incoming_cell.c.digest, incoming_cell.c.number).where(incoming_cell.c.digest.in_(some))
            self._cells |= {row.digest: row.number for row in self._connection.execute(there)}
        new = [d for digest, d in unknown.items() if digest not in self._cells]
        for number, dimensions in enumerate(new, self._next):
            dimensions["number"] = self._cells[dimensions["digest"]] = number
        self._next += len(new)
        if new:
            self._connection.execute(insert(incoming_cell), new)
        return [self._cells[d["digest"]] for d in wanted]


def _dimensions(where: Scope, charge: Charge, pseudonym: Callable[[str], str]) -> dict[str, Any]:
    dimensions: dict[str, Any] = {
        "connection": where.connection,
        "provider": charge.provider,
        "billing_account": charge.billing_account,
        "sub_account": charge.sub_account,
        "key": charge.key,
        "model": charge.model,
        "line_item": charge.line_item,
        "token_type": charge.token_type,
        "person": None if charge.person is None else pseudonym(charge.person),
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


def _slices(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (values[start : start + size] for start in range(0, len(values), size))
