"""Charges on their way in: batch by batch into the temporary tables, or straight to where they stay."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, Select, Text, bindparam, func, insert, select

from bot.facts.charge import Charge, Scope
from bot.ledger import intake
from bot.ledger.cell_ids import cell_id, cell_row, dimensions
from bot.ledger.incoming import TABLES, incoming, incoming_cell, incoming_scope
from bot.ledger.tables import allocation, charge

_BATCH = 5_000
_NONE: Mapping[Scope, int] = MappingProxyType({})


def stage(
    connection: Connection,
    charges: Iterable[tuple[Scope, Charge]],
    *,
    pseudonym: Callable[[str], str],
    straight: Mapping[Scope, int] = _NONE,
) -> None:
    """Put the charges into the temporary tables, batch by batch, beside those that wait there already.

    Those of the scopes in `straight` go where they stay at once, under the id that is given for their scope: where
    nothing is stored, there is nothing to compare with. Their new cells wait with the others.
    """
    scopes, cells = _Scopes(connection), _Cells(connection, pseudonym)
    rows = intake.rows(connection.dialect)
    stream = iter(charges)
    while batch := _by_scope(islice(stream, _BATCH)):
        for where, some in batch.items():
            its_id = straight.get(where)
            table, number = (incoming, scopes.number(where)) if its_id is None else (charge, its_id)
            intake.write(connection, table, rows(number, some, cells.of(where.connection)))
        cells.keep()
    if scopes and connection.dialect.name == "postgresql":
        for table in TABLES:  # nobody else does it for temporary tables, and the plans depend on it
            connection.exec_driver_sql(f"ANALYZE {table.name}")


def _by_scope(charges: Iterable[tuple[Scope, Charge]]) -> Mapping[Scope, list[Charge]]:
    found: dict[Scope, list[Charge]] = {}
    last, some = None, list[Charge]()
    for where, one in charges:
        if where is not last:  # they come side by side, and hashing a scope takes longer than the rest of this
            last, some = where, found.setdefault(where, [])
        some.append(one)
    return found


class _Scopes:
    """Numbers for scopes, given at their first charge, be it one of an earlier call."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        known = connection.execute(select(incoming_scope.c.connection, incoming_scope.c.key, incoming_scope.c.number))
        self._numbers: dict[Scope, int] = {Scope(slug, key): number for slug, key, number in known}

    def __len__(self) -> int:
        """How many have a number."""
        return len(self._numbers)

    def number(self, where: Scope) -> int:
        """The number of the scope."""
        if where not in self._numbers:
            number = self._numbers[where] = len(self._numbers) + 1
            row = {"number": number, "connection": where.connection, "key": where.key}
            self._connection.execute(insert(incoming_scope), row)
        return self._numbers[where]


class _Cells:
    """The cells of charges; those that have no place in the ledger come into `incoming_cell`."""

    def __init__(self, connection: Connection, pseudonym: Callable[[str], str]) -> None:
        self._connection = connection
        self._pseudonym = pseudonym
        self._missing = _MISSING[connection.dialect.name]
        self._met: dict[str, dict[int, Charge]] = {}

    def of(self, slug: str) -> Callable[[Charge], int]:
        """What gives the id of the cell of a charge of this connection; `keep` is to be called before long."""
        pseudonym, met = self._pseudonym, self._met.setdefault(slug, {})

        def cell_of(one: Charge) -> int:
            number = cell_id(dimensions(slug, one, pseudonym))
            met[number] = one  # not the dimensions: they would be kept for nothing where the cell is known
            return number

        return cell_of

    def keep(self) -> None:
        """Note those met since the last time that have no place yet."""
        for slug, met in self._met.items():
            listed = json.dumps([*met]) if self._connection.dialect.name == "sqlite" else [*met]
            new = self._connection.execute(self._missing, {"ids": listed}).scalars().all()
            rows = [cell_row(dimensions(slug, met[number], self._pseudonym)) for number in new]
            if rows:
                intake.write(self._connection, incoming_cell, rows)
        self._met.clear()


def _missing(asked: ColumnElement[int]) -> Select[Any]:
    """Those of the ids asked for that no cell with a place has, in the ledger or waiting.

    A cell is placed in the transaction that makes it, so those with a place are all there are.
    """
    placed = select(allocation.c.cell_id).where(allocation.c.cell_id == asked).exists()
    waiting = select(incoming_cell.c.id).where(incoming_cell.c.id == asked).exists()
    return select(asked).where(~placed, ~waiting)


_MISSING = {  # the ids are one value each time, for a statement may not have as many
    "sqlite": _missing(func.json_each(bindparam("ids", type_=Text)).table_valued("value").c.value),
    "postgresql": _missing(func.unnest(bindparam("ids", type_=ARRAY(BigInteger))).column_valued("value")),
}
