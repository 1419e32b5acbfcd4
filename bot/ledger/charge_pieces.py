"""The charges that a source's id names, each with the pieces it is cut into, to the nano."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Select, select

from bot.facts.money import from_nanos, to_nanos
from bot.facts.periods import DAY
from bot.ledger import rollup
from bot.ledger.allocation import Cell, Segment, piece
from bot.ledger.columns import AMOUNTS
from bot.ledger.days import on_days
from bot.ledger.explained import CELL, SEGMENT, cell_of, segment_of
from bot.ledger.tables import allocation, cell, charge, place, scope
from bot.ledger.tables import connection as connection_table

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Amounts = tuple[Decimal | None, ...]
"""One for each of `AMOUNTS`, None where it is not known."""


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """One row of a charge, which is for its UTC day alone, and its pieces, the largest first: they sum to `amounts`.

    What is not `additive` is said beside other charges that include it, and is in no sum.
    """

    id: str
    scope: str
    day: date
    cell: Cell
    currency: str
    additive: bool
    amounts: Amounts
    pieces: tuple[tuple[Segment, Amounts], ...]


def of_charge(connection: Connection, source_id: str, *, day: date | None) -> tuple[Pieces, ...]:
    """The rows of the charges that the id names, of one day or of all, by day, connection and scope.

    The days that stand in the id are looked at before all others, because no index leads to an id.
    """
    for days in [day] if day is not None else [*_days(source_id), None]:
        if found := tuple(_read(connection, source_id, days)):
            return found
    return ()


def _days(source_id: str) -> Iterator[date]:
    for text in _DAY.findall(source_id):
        try:
            yield date.fromisoformat(text)
        except ValueError:  # no day, such as 2026-02-31: the id only looks as if it had one there
            continue


def _read(connection: Connection, source_id: str, day: date | None) -> Iterator[Pieces]:
    wanted: Select[Any] = (
        select(
            charge.c.scope_id,
            charge.c.day,
            scope.c.key.label("scope_key"),
            *(charge.c[name].label(f"charge_{name}") for name in AMOUNTS),
            cell.c.currency,
            cell.c.additive,
            *CELL,
            *SEGMENT,
        )
        .join(cell, cell.c.id == charge.c.cell_id)
        .join(connection_table, connection_table.c.id == cell.c.connection_id)
        .join(scope, scope.c.id == charge.c.scope_id)
        .join(allocation, rollup.IN_FORCE)
        .join(place, place.c.id == allocation.c.place_id)
        .where(charge.c.source_id == source_id, on_days(day, None if day is None else day + DAY))
        .order_by(charge.c.day, connection_table.c.slug, scope.c.key, charge.c.scope_id, allocation.c.low)
    )
    for _, found in groupby(connection.execute(wanted), key=attrgetter("day", "scope_id")):
        rows = list(found)
        amounts = tuple(getattr(rows[0], f"charge_{name}") for name in AMOUNTS)
        yield Pieces(
            id=source_id,
            scope=rows[0].scope_key,
            day=rows[0].day,
            cell=cell_of(rows[0]),
            currency=rows[0].currency,
            additive=rows[0].additive,
            amounts=amounts,
            pieces=tuple((segment, _cut(amounts, segment)) for segment in map(segment_of, rows)),
        )


def _cut(amounts: Amounts, segment: Segment) -> Amounts:
    return tuple(
        None if whole is None else from_nanos(piece(to_nanos(whole), segment.low, segment.high, segment.parts))
        for whole in amounts
    )
