"""Where a question for costs is asked: of the rollup by week or by day, or of the charges themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, func, select

from bot.facts.periods import Period, week_of
from bot.ledger import rollup
from bot.ledger.allocation import AllocationClass
from bot.ledger.columns import sum_columns
from bot.ledger.days import on_days
from bot.ledger.tables import allocation, cell, charge, daily_cost, place, weekly_cost
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
BY_WEEK = {"provider", "connection", "week", "team", "workflow", "class", "currency"}
BY_DAY = BY_WEEK | {"day", "month", "model"}
SPANS = ("day", "week", "month")
_SUPPRESSED = AllocationClass.SUPPRESSED.value
_NAMED_ONE_BY_ONE = 31
"""So many days are looked up each by itself, which finds one team's rows among those of all by their key."""


@lru_cache(maxsize=128)  # the same week is asked for again and again, and a statement takes a while to put together
def query(since: date | None, until: date | None, by: tuple[str, ...], team: str | None) -> Select[Any]:
    """The rows that answer: a column for each word of `by`, the currency, and then `columns.sum_columns`.

    A week, and a month, is told by a day of it where the days are asked, so several rows may be of one group.
    """
    if set(by) <= BY_WEEK and all(day is None or week_of(day).monday == day for day in (since, until)):
        return _from_weeks(since, until, by, team)
    return _from_days(since, until, by, team) if set(by) <= BY_DAY else _from_charges(since, until, by, team)


def _from_weeks(since: date | None, until: date | None, by: Sequence[str], team: str | None) -> Select[Any]:
    return _from_rollup(weekly_cost, weekly_cost.c.week, by, team).where(*_within(weekly_cost.c.week, since, until))


def _from_days(since: date | None, until: date | None, by: Sequence[str], team: str | None) -> Select[Any]:
    asked = _from_rollup(daily_cost, daily_cost.c.day, by, team)
    if team is not None and since and until and 0 < (until - since).days <= _NAMED_ONE_BY_ONE:
        return asked.where(daily_cost.c.day.in_(list(Period(since, until).days())))
    return asked.where(*_within(daily_cost.c.day, since, until))


def _from_rollup(table: Table, day: Column[date], by: Sequence[str], team: str | None) -> Select[Any]:
    columns: dict[str, ColumnElement[Any]] = {
        **{name: table.c[name] for name in DIMENSIONS if name in table.c},
        "connection": connection_table.c.slug,
        **dict.fromkeys(SPANS, day),
    }
    group = [columns[name] for name in by] + [table.c.currency]
    asked = select(*group, *(func.sum(table.c[column.name]) for column in sum_columns())).group_by(*group)
    if "connection" in by:
        asked = asked.join(connection_table)
    return asked.where(*_counted(table.c, by, team))


def _from_charges(since: date | None, until: date | None, by: Sequence[str], team: str | None) -> Select[Any]:
    columns: dict[str, ColumnElement[Any]] = {
        **{name: cell.c[name] for name in DIMENSIONS if name in cell.c},
        **{name: place.c[name] for name in ("team", "workflow", "class")},
        "connection": connection_table.c.slug,
        **dict.fromkeys(SPANS, charge.c.day),
    }
    group = [columns[name] for name in by] + [cell.c.currency]
    return (
        select(*group, *rollup.placed_sums())
        .select_from(charge)
        .join(cell, cell.c.id == charge.c.cell_id)
        .join(connection_table, connection_table.c.id == cell.c.connection_id)
        .join(allocation, rollup.IN_FORCE)
        .join(place, place.c.id == allocation.c.place_id)
        .where(cell.c.additive, on_days(since, until), *_counted(place.c, by, team))
        .group_by(*group)
    )


def _counted(words: Any, by: Sequence[str], team: str | None) -> list[ColumnElement[bool]]:
    """What is in a sum: nothing suppressed, unless the class is told, and one team's where one is asked for."""
    conditions = [] if "class" in by else [words["class"] != _SUPPRESSED]
    return conditions if team is None else [*conditions, words.team == team]


def _within(day: ColumnElement[date], since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    return [*([] if since is None else [day >= since]), *([] if until is None else [day < until])]
