"""What a source says now, in temporary tables of one connection, until `store` gives it its place in the ledger.

Filling them writes to nothing that others read or write, so a bill of a million rows holds nobody up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import islice

from sqlalchemy import BigInteger, Boolean, Column, Connection, Date, Integer, MetaData, Table, Text, insert

from bot.facts.charge import Charge, Scope
from bot.ledger import intake
from bot.ledger.cell_ids import cell_id, cell_row, dimensions
from bot.ledger.columns import dimension_columns, figure_columns
from bot.ledger.tables import cell

_BATCH = 5_000
_MOST_REMEMBERED = 200_000

_metadata = MetaData()

incoming = Table(
    "incoming",
    _metadata,
    Column("scope", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("cell_id", BigInteger, nullable=False),
    *figure_columns(),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
"""The charges, each with the number of its scope below."""

incoming_scope = Table(
    "incoming_scope",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("connection", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("scope_id", BigInteger, unique=True),
    Column("is_new", Boolean),
    prefixes=["TEMPORARY"],
)
"""The scopes that have charges; once they have their place in the ledger, `scope_id` is theirs there and `is_new` says
whether they have just got it."""

incoming_cell = Table(
    "incoming_cell",
    _metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("connection", Text, nullable=False),
    *dimension_columns(),
    prefixes=["TEMPORARY"],
)
"""The cells of these charges that the ledger did not have when they came in."""

TABLES = (incoming, incoming_scope, incoming_cell)


def stage(connection: Connection, charges: Iterable[tuple[Scope, Charge]], *, pseudonym: Callable[[str], str]) -> None:
    """Put the charges into the temporary tables, batch by batch."""
    scopes, cells = _Scopes(connection), _Cells(connection, pseudonym)
    row = intake.rows(connection.dialect)
    stream = iter(charges)
    while batch := list(islice(stream, _BATCH)):
        numbers, ids = scopes.numbers(batch), cells.ids(batch)
        rows = [row(scope, its_cell, one) for (_, one), scope, its_cell in zip(batch, numbers, ids, strict=True)]
        intake.write(connection, incoming, rows)
    if connection.dialect.name == "postgresql":
        for table in TABLES:  # nobody else does it for temporary tables, and the plans depend on it
            connection.exec_driver_sql(f"ANALYZE {table.name}")


class _Scopes:
    """Numbers for scopes, given at their first charge."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers: dict[Scope, int] = {}

    def numbers(self, charges: Sequence[tuple[Scope, Charge]]) -> list[int]:
        """The number of each charge's scope, in order."""
        new = sorted({scope for scope, _ in charges} - self._numbers.keys())
        start = len(self._numbers) + 1
        self._numbers |= {scope: number for number, scope in enumerate(new, start)}
        rows = [{"number": self._numbers[one], "connection": one.connection, "key": one.key} for one in new]
        if rows:
            self._connection.execute(insert(incoming_scope), rows)
        return [self._numbers[scope] for scope, _ in charges]


class _Cells:
    """The cells of charges; those that neither the ledger nor an earlier batch has come into `incoming_cell`."""

    def __init__(self, connection: Connection, pseudonym: Callable[[str], str]) -> None:
        self._connection = connection
        self._pseudonym = lru_cache(_MOST_REMEMBERED)(pseudonym)
        self._there: set[int] = set()

    def ids(self, charges: Sequence[tuple[Scope, Charge]]) -> list[int]:
        """The id of each charge's cell, in order."""
        wanted = [dimensions(scope, charge, self._pseudonym) for scope, charge in charges]
        found = [cell_id(one) for one in wanted]
        new = {number: one for number, one in zip(found, wanted, strict=True) if number not in self._there}
        if len(self._there) > _MOST_REMEMBERED:
            self._there = set()
        self._there |= new.keys()
        for table in (cell, incoming_cell):
            if new:
                there = self._in(table, new)
                new = {number: one for number, one in new.items() if number not in there}
        if new:
            self._connection.execute(insert(incoming_cell), [cell_row(one) for one in new.values()])
        return found

    def _in(self, table: Table, ids: Iterable[int]) -> set[int]:
        listed = ", ".join(map(str, ids))  # written out: a statement may hold more numbers than variables
        found = self._connection.exec_driver_sql(f"SELECT id FROM {table.name} WHERE id IN ({listed})")  # noqa: S608
        return set(found.scalars())
