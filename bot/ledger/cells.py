"""Cells: each distinct set of dimensions is stored once, and placed with a team and workflow when it is new."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from bot.facts.org import AllocationRule
from bot.ledger.allocation import Cell, segments
from bot.ledger.incoming import incoming_cell
from bot.ledger.tables import allocation, cell
from bot.ledger.tables import connection as connection_table
from bot.ledger.upsert import insert_missing_from

_AT_ONCE = 5_000

_DIMENSIONS = [column.name for column in cell.c if column.name not in {"id", "connection_id"}]


def make_missing(connection: Connection) -> None:
    """Give each incoming cell its place: made where the ledger has none like it, its id noted in `incoming_cell`."""
    there = select(cell.c.id).where(cell.c.digest == incoming_cell.c.digest)
    missing = (
        select(connection_table.c.id, *(incoming_cell.c[name] for name in _DIMENSIONS))
        .join(connection_table, connection_table.c.slug == incoming_cell.c.connection)
        .where(~there.exists())
        .order_by(incoming_cell.c.digest)  # two that make the same cells wait for each other in one order
    )
    insert_missing_from(connection, cell, ["connection_id", *_DIMENSIONS], missing)
    connection.execute(update(incoming_cell).values(cell_id=there.scalar_subquery()))


def place_new(connection: Connection, rules: Sequence[AllocationRule]) -> None:
    """Place the cells that no rule has been applied to yet."""
    placed = select(allocation.c.cell_id).where(allocation.c.cell_id == cell.c.id).exists()
    _place(connection, _CELLS.where(~placed), rules)


def place_all(connection: Connection, rules: Sequence[AllocationRule]) -> None:
    """Place every cell anew, because the rules changed."""
    connection.execute(delete(allocation))
    _place(connection, _CELLS, rules)


_CELLS = select(cell, connection_table.c.slug.label("slug")).join(connection_table)


def _place(connection: Connection, wanted: Select[Any], rules: Sequence[AllocationRule]) -> None:
    last = 0
    while rows := connection.execute(wanted.where(cell.c.id > last).order_by(cell.c.id).limit(_AT_ONCE)).all():
        last = rows[-1].id
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
