"""Activities in the store: replaced by the same scopes as charges, apart from them and from all money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, bindparam, delete, func, insert, or_, select

from bot.facts.activity import Activity, ActivityKind
from bot.facts.charge import Scope
from bot.facts.periods import Period
from bot.ledger.tables import activity, scope
from bot.ledger.tables import connection as connection_table

DIMENSIONS = ("connection", "sub_account", "tool", "model")


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One kind of one provider, in one group: by the pseudonym of a person how many, under None those of nobody.

    For the program's own use: `bot.activities` says which of it may be shown. `keys` are the group's dimensions in the
    order asked for; `days` says how many days there is something of.
    """

    provider: str
    kind: ActivityKind
    keys: tuple[tuple[str, str | None], ...]
    counts: Mapping[str | None, int]
    days: int


def replace(
    connection: Connection,
    *,
    connections: Mapping[str, int],
    scopes: Iterable[Scope],
    activities: Iterable[tuple[Scope, Activity]],
    pseudonym: Callable[[str], str],
    counted: Mapping[ActivityKind, Period] | None = None,
) -> int:
    """Make each scope hold exactly these activities, inside the caller's transaction; how many rows were written.

    Where `counted` says on which days each kind was counted, what is there of other kinds and days is left alone.
    The scopes are those whose charges `store.replace` has just put there; `connections` gives the id of every
    connection they name. Rows that are there and equal are not written again.
    """
    said: defaultdict[Scope, dict[tuple[Any, ...], dict[str, Any]]] = defaultdict(dict)
    for where, one in activities:
        if not _is_counted(one.kind, one.day, counted):
            raise ValueError(f"activity {one.id} is of {one.day}, for which no {one.kind} were counted")
        row = _row(one, pseudonym)
        key = (row["day"], row["source_id"])
        if key in said[where]:
            raise ValueError(f"activity {one.id} is stated twice for {one.day}")
        said[where][key] = row
    wanted = sorted(set(scopes))
    if unknown := said.keys() - set(wanted):
        raise ValueError(f"activities of {min(unknown)} came with a reading of other days")
    return sum(
        _replace(connection, _scope_id(connection, connections, where), said[where], counted) for where in wanted
    )


def tallies(connection: Connection, period: Period, *, by: Sequence[str] = ()) -> tuple[Tally, ...]:
    """What was done in the period, by provider and kind and, within those, by the dimensions; sorted by them.

    Of a level, such as seats, what its connection states for the newest day it states any for.
    """
    columns: dict[str, ColumnElement[Any]] = {name: activity.c[name] for name in DIMENSIONS if name in activity.c}
    columns["connection"] = connection_table.c.slug
    group = [activity.c.provider, activity.c.kind, *(columns[name] for name in by)]
    newest = _newest(period)
    at_newest = and_(newest.c.connection_id == scope.c.connection_id, newest.c.kind == activity.c.kind)
    stated = (
        _asked(period, *group, activity.c.person, func.sum(activity.c["count"]))
        .outerjoin(newest, at_newest)
        .where(or_(newest.c.day.is_(None), newest.c.day == activity.c.day))
        .group_by(*group, activity.c.person)
    )
    counts: defaultdict[tuple[Any, ...], dict[str | None, int]] = defaultdict(dict)
    for *key, person, count in connection.execute(stated):
        counts[tuple(key)][person] = int(count)
    days = _asked(period, *group, func.count(activity.c.day.distinct())).group_by(*group)
    known = {tuple(key): int(number) for *key, number in connection.execute(days)}
    return tuple(
        Tally(
            provider=key[0],
            kind=ActivityKind(key[1]),
            keys=tuple(zip(by, key[2:], strict=True)),
            counts=counts[key],
            days=known[key],
        )
        for key in sorted(counts, key=lambda key: [(part is None, part or "") for part in key])
    )


def _row(one: Activity, pseudonym: Callable[[str], str]) -> dict[str, Any]:
    return {
        "day": one.day,
        "source_id": one.id,
        "provider": one.provider,
        "kind": one.kind.value,
        "count": one.count,
        "person": None if one.person is None else pseudonym(one.person),
        "sub_account": one.sub_account,
        "tool": one.tool,
        "model": one.model,
    }


def _scope_id(connection: Connection, connections: Mapping[str, int], where: Scope) -> int:
    mine = and_(scope.c.connection_id == connections[where.connection], scope.c.key == where.key)
    return int(connection.execute(select(scope.c.id).where(mine)).scalar_one())


def _is_counted(kind: ActivityKind, day: date, counted: Mapping[ActivityKind, Period] | None) -> bool:
    return counted is None or (kind in counted and day in counted[kind])


def _replace(
    connection: Connection,
    scope_id: int,
    said: Mapping[tuple[Any, ...], dict[str, Any]],
    counted: Mapping[ActivityKind, Period] | None,
) -> int:
    mine = activity.c.scope_id == scope_id
    columns = [column for column in activity.c if column.name != "scope_id"]
    stored = {
        (row["day"], row["source_id"]): dict(row)
        for row in connection.execute(select(*columns).where(mine)).mappings()
        if _is_counted(ActivityKind(row["kind"]), row["day"], counted)
    }
    gone = [
        {"d": day, "i": source_id} for day, source_id in stored if said.get((day, source_id)) != stored[day, source_id]
    ]
    new = [{"scope_id": scope_id, **row} for key, row in said.items() if stored.get(key) != row]
    if gone:
        at = and_(mine, activity.c.day == bindparam("d"), activity.c.source_id == bindparam("i"))
        connection.execute(delete(activity).where(at), gone)
    if new:
        connection.execute(insert(activity), new)
    return len(new)


def _newest(period: Period) -> Subquery:
    """The newest day of the period for which each connection states a level; no row for what is none."""
    levels = [kind.value for kind in ActivityKind if kind.is_level]
    of_each = (scope.c.connection_id, activity.c.kind)
    query = _asked(period, *of_each, func.max(activity.c.day).label("day")).where(activity.c.kind.in_(levels))
    return query.group_by(*of_each).subquery("newest")


def _asked(period: Period, *columns: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*columns)
        .select_from(activity)
        .join(scope, scope.c.id == activity.c.scope_id)
        .join(connection_table, connection_table.c.id == scope.c.connection_id)
        .where(activity.c.day >= period.start, activity.c.day < period.end)
    )
