"""Cells: each distinct set of dimensions is stored once, and placed with a team and workflow when it is new."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, delete, select

from bot.ledger import intake
from bot.ledger.allocation import Cell, Placement, Segment
from bot.ledger.incoming import incoming_cell
from bot.ledger.places import Place, Places
from bot.ledger.segments import Segmenter
from bot.ledger.tables import allocation, cell
from bot.ledger.tables import connection as connection_table
from bot.ledger.upsert import insert_missing_from

_AT_ONCE = 5_000

_OWN = [column.name for column in cell.c if column.name != "connection_id"]


def make_missing(connection: Connection) -> bool:
    """Keep each incoming cell that the ledger does not have, and say whether there was one."""
    if connection.execute(select(incoming_cell.c.id).limit(1)).first() is None:
        return False
    missing = (
        select(connection_table.c.id, *(incoming_cell.c[name] for name in _OWN))
        .join(connection_table, connection_table.c.slug == incoming_cell.c.connection)
        .where(incoming_cell.c.digest.is_not(None))
        .order_by(incoming_cell.c.id)  # two that make the same cells wait for each other in one order
    )
    insert_missing_from(connection, cell, ["connection_id", *_OWN], missing)
    other = select(incoming_cell.c.id).join(cell, cell.c.id == incoming_cell.c.id)
    if connection.execute(other.where(cell.c.digest != incoming_cell.c.digest)).first() is not None:
        raise RuntimeError("two cells have one id; nothing was stored, please report it")
    return True


def place_new(connection: Connection, placement: Placement) -> None:
    """Place the incoming cells that have no place yet."""
    placed = select(allocation.c.cell_id).where(allocation.c.cell_id == incoming_cell.c.id).exists()
    new = _CELLS.join(incoming_cell, incoming_cell.c.id == cell.c.id).where(~placed)
    _place(connection, new, incoming_cell.c.id, placement)


def place_all(connection: Connection, placement: Placement) -> None:
    """Place every cell anew, because what they are placed by changed; the rollup is then to be made anew too."""
    connection.execute(delete(allocation))
    _place(connection, _CELLS, cell.c.id, placement)


_CELLS = select(cell, connection_table.c.slug.label("slug")).join(connection_table)


def _place(connection: Connection, wanted: Select[Any], in_order_of: Column[int], placement: Placement) -> None:
    segmenter, places, last = Segmenter(placement), Places(connection), 0
    day_of = lru_cache(intake.bound(connection.dialect, allocation.c.since))
    wanted = wanted.order_by(in_order_of).limit(_AT_ONCE)
    while rows := connection.execute(wanted.where(in_order_of > last)).all():
        last = rows[-1].id
        placed = [(row.id, one, _where(row, one)) for row in rows for one in segmenter.segments(_cell(row))]
        ids = places.ids({where for _, _, where in placed})
        allocated = (
            (cell_id, day_of(one.since), ids[where], day_of(one.until), one.low, one.high, one.parts, one.reason)
            for cell_id, one, where in placed
        )
        intake.write(connection, allocation, allocated)


def _where(row: Row[Any], segment: Segment) -> Place:
    return Place(
        team=segment.team,
        workflow=segment.workflow,
        allocation_class=segment.allocation_class.value,
        model=row.model or "",
        provider=row.provider,
        connection_id=row.connection_id,
        currency=row.currency,
        additive=row.additive,
    )


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
