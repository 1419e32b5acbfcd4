"""Ask the ledger: sums of a span of days by any dimension, exact, each amount None where it is not known whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, func, select

from bot.errors import UsageError
from bot.facts.periods import week_of
from bot.ledger import rollup
from bot.ledger.allocation import AllocationClass
from bot.ledger.columns import sum_columns, total
from bot.ledger.days import on_days
from bot.ledger.tables import allocation, cell, charge, daily_cost, place, source_name, weekly_cost
from bot.ledger.tables import connection as connection_table

DIMENSIONS = (
    "provider",
    "connection",
    "day",
    "week",
    "month",
    "sub_account",
    "key",
    "model",
    "line_item",
    "category",
    "basis",
    "team",
    "workflow",
    "class",
    "currency",
)
_BY_WEEK = {"provider", "connection", "week", "team", "workflow", "class", "currency"}
_BY_DAY = _BY_WEEK | {"day", "month", "model"}
_SUPPRESSED = AllocationClass.SUPPRESSED.value
_SPANS: Mapping[str, Callable[[date], str]] = {
    "day": date.isoformat,
    "week": lambda day: str(week_of(day)),
    "month": lambda day: f"{day:%Y-%m}",
}


@dataclass(frozen=True, kw_only=True)
class CostRow:
    """One group: its keys in the order asked for, and what it cost in one currency.

    An amount is None when any charge of the group lacks it: a sum of a part is not printed as the whole.
    """

    keys: tuple[tuple[str, str | None], ...]
    currency: str
    billed_cost: Decimal | None
    effective_cost: Decimal | None
    list_cost: Decimal | None
    charges: int

    def key(self, dimension: str) -> str | None:
        """The group's value of a dimension that was asked for."""
        return dict(self.keys)[dimension]


def costs(connection: Connection, *, since: date | None, until: date | None, by: Sequence[str]) -> tuple[CostRow, ...]:
    """The additive charges of the days from `since` (in) to `until` (out), summed by the dimensions.

    What is suppressed, because another source states it as well, is in no sum; by `class` it is a row of its own.
    Currencies are never added together: each has a row of its own. Rows are sorted by their keys. Raises
    UsageError for a dimension that does not exist.
    """
    check(by)
    asked = _from_weeks if _is_in_weeks(since, until, by) else _from_days if set(by) <= _BY_DAY else _from_charges
    groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in connection.execute(asked(since, until, by)):
        key = tuple(_shown(name, value) for name, value in zip(by, row, strict=False))
        groups.setdefault((*key, row[len(by)]), []).append(row[len(by) + 1 :])
    rows = [_row(by, key, parts) for key, parts in groups.items()]
    return tuple(sorted(rows, key=lambda row: ([(v is None, v or "") for _, v in row.keys], row.currency)))


def check(by: Sequence[str]) -> None:
    """Raise UsageError unless every word is a dimension."""
    for word in by:
        if word not in DIMENSIONS:
            raise UsageError(f"Costs cannot be split by {word!r}; choose from: {', '.join(DIMENSIONS)}")


def names(connection: Connection, kind: str) -> Mapping[str, str]:
    """What people call the sub accounts or keys, by id."""
    rows = connection.execute(select(source_name.c.source_id, source_name.c.name).where(source_name.c.kind == kind))
    return {row.source_id: row.name for row in rows}


def _row(by: Sequence[str], key: tuple[Any, ...], parts: Sequence[tuple[Any, ...]]) -> CostRow:
    charges, *amounts = (sum(map(int, numbers)) for numbers in zip(*parts, strict=True))
    billed, effective, listed = (
        None if unknown else total(units, nanos)
        for units, nanos, unknown in zip(amounts[::3], amounts[1::3], amounts[2::3], strict=True)
    )
    return CostRow(
        keys=tuple(zip(by, key[:-1], strict=True)),
        currency=key[-1],
        billed_cost=billed,
        effective_cost=effective,
        list_cost=listed,
        charges=charges,
    )


def _shown(dimension: str, value: Any) -> str | None:
    if dimension in _SPANS:
        return _SPANS[dimension](value)
    return None if value in {None, ""} else str(value)


def _is_in_weeks(since: date | None, until: date | None, by: Sequence[str]) -> bool:
    return set(by) <= _BY_WEEK and all(day is None or week_of(day).monday == day for day in (since, until))


def _from_weeks(since: date | None, until: date | None, by: Sequence[str]) -> Select[Any]:
    return _within(_from_rollup(weekly_cost, weekly_cost.c.week, by), weekly_cost.c.week, since, until)


def _from_days(since: date | None, until: date | None, by: Sequence[str]) -> Select[Any]:
    return _within(_from_rollup(daily_cost, daily_cost.c.day, by), daily_cost.c.day, since, until)


def _from_rollup(table: Table, day: Column[date], by: Sequence[str]) -> Select[Any]:
    columns: dict[str, ColumnElement[Any]] = {
        **{name: table.c[name] for name in DIMENSIONS if name in table.c},
        "connection": connection_table.c.slug,
        **dict.fromkeys(_SPANS, day),
    }
    group = [columns[name] for name in by] + [table.c.currency]
    query = select(*group, *(func.sum(table.c[column.name]) for column in sum_columns())).group_by(*group)
    query = query.join(connection_table) if "connection" in by else query
    return query if "class" in by else query.where(table.c["class"] != _SUPPRESSED)


def _from_charges(since: date | None, until: date | None, by: Sequence[str]) -> Select[Any]:
    columns: dict[str, ColumnElement[Any]] = {
        **{name: cell.c[name] for name in DIMENSIONS if name in cell.c},
        **{name: place.c[name] for name in ("team", "workflow", "class")},
        "connection": connection_table.c.slug,
        **dict.fromkeys(_SPANS, charge.c.day),
    }
    group = [columns[name] for name in by] + [cell.c.currency]
    query = (
        select(*group, *rollup.placed_sums())
        .select_from(charge)
        .join(cell, cell.c.id == charge.c.cell_id)
        .join(connection_table, connection_table.c.id == cell.c.connection_id)
        .join(allocation, rollup.IN_FORCE)
        .join(place, place.c.id == allocation.c.place_id)
        .where(cell.c.additive, on_days(since, until))
        .group_by(*group)
    )
    return query if "class" in by else query.where(place.c["class"] != _SUPPRESSED)


def _within(query: Select[Any], day: ColumnElement[date], since: date | None, until: date | None) -> Select[Any]:
    if since is not None:
        query = query.where(day >= since)
    return query if until is None else query.where(day < until)
