"""The whole ledger as it can be told apart from outside: every row of every table, with what its numbers stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from bot.ledger.costs import DIMENSIONS, costs
from bot.ledger.tables import metadata

BY_WEEK = ("week", "provider", "connection", "team", "workflow", "class")
BY_DAY = (*BY_WEEK, "day", "model")
"""What the two rollups answer by themselves; anything else is asked of the charges."""

_NOT_TOLD = {"id", "restated"}
"""What the database gave, and what the last reading did: read once more, the same ledger comes of doing nothing."""

Contents = Mapping[str, Counter[Any]]
"""By table, or by what costs are asked by: each row, and how often it is there."""


def contents(connection: Connection) -> Contents:
    """The rows of each table, and the costs by all dimensions that the weeks, the days and the charges have.

    A number that the database gave is left out, and where another row names it, that row stands in its place: two
    ledgers that say the same are equal, in whatever order and by whichever database their numbers were given. Tables
    that have numbers come first, because charges name them without a foreign key.
    """
    found: dict[str, Counter[Any]] = {}
    numbered: dict[str, dict[Any, Any]] = {}
    for table in sorted(metadata.sorted_tables, key=lambda table: "id" not in table.c):
        rows = connection.execute(select(table)).mappings().all()
        told = [_told(row, numbered) for row in rows]
        if "id" in table.c:
            numbered[table.name] = {row["id"]: one for row, one in zip(rows, told, strict=True)}
        found[table.name] = Counter(told)
    for by in (BY_WEEK, BY_DAY, DIMENSIONS):
        found[f"costs by {', '.join(by)}"] = Counter(costs(connection, since=None, until=None, by=by))
    return found


def _told(row: Mapping[Any, Any], numbered: Mapping[str, Mapping[Any, Any]]) -> tuple[tuple[str, Any], ...]:
    def named(column: str, value: Any) -> Any:
        there = numbered.get(column.removesuffix("_id"))
        return value if there is None or value is None else there[value]

    return tuple((column, named(column, value)) for column, value in row.items() if column not in _NOT_TOLD)
