"""What a UTC day comes to, from three sides: its charges, its rollup, and its rollup made anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, select

from bot.facts.periods import DAY
from bot.ledger import rollup
from bot.ledger.days import days, on_days
from bot.ledger.sums import Sums, read_sums
from bot.ledger.tables import cell, charge, daily_cost

_DIMENSIONS = ("day", "team", "workflow", "class", "model", "provider", "connection_id", "currency")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a row of the rollup stands within its day."""

    team: str
    workflow: str
    allocation_class: str
    model: str
    provider: str
    connection_id: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class DaySums:
    """One day: `charged` by provider and currency from the additive charges alone, whoever they belong to; `stored`
    the rollup as reports read it; `made_anew` the rollup as the charges and the places of their cells give it now.
    """

    day: date
    charged: Mapping[tuple[str, str], Sums]
    stored: Mapping[Place, Sums]
    made_anew: Mapping[Place, Sums]


def all_days(connection: Connection) -> Iterator[date]:
    """Every day that has charges or a rollup, in order."""
    charged = connection.execute(select(charge.c.day).distinct().order_by(charge.c.day)).scalars()
    return (day for day, _ in groupby(merge(charged, days(connection, daily_cost.c.day))))


def read(connection: Connection, day: date) -> DaySums:
    """The three sides of one day; memory is bounded by one day's groups."""
    by_provider = (cell.c.provider, cell.c.currency)
    charged = (
        select(*by_provider, *rollup.sums())
        .join(cell, cell.c.id == charge.c.cell_id)
        .where(cell.c.additive, on_days(day, day + DAY))
        .group_by(*by_provider)
    )
    return DaySums(
        day=day,
        charged={(row[0], row[1]): read_sums(row[2:]) for row in connection.execute(charged)},
        stored=_placed(connection, select(daily_cost).where(daily_cost.c.day == day)),
        made_anew=_placed(connection, rollup.summed(on_days(day, day + DAY))),
    )


def _placed(connection: Connection, rows: Select[Any]) -> Mapping[Place, Sums]:
    first = len(_DIMENSIONS)
    return {_place(row[1:first]): read_sums(row[first:]) for row in connection.execute(rows)}


def _place(values: tuple[Any, ...]) -> Place:
    team, workflow, allocation_class, model, provider, connection_id, currency = values
    return Place(
        team=team,
        workflow=workflow,
        allocation_class=allocation_class,
        model=model,
        provider=provider,
        connection_id=connection_id,
        currency=currency,
    )
