"""Ask the ledger: sums of a span of days by any dimension, exact, each amount None where it is not known whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from bot.errors import UsageError
from bot.facts.periods import week_of
from bot.ledger.columns import total
from bot.ledger.cost_queries import DIMENSIONS, query
from bot.ledger.tables import source_name

__all__ = ["DIMENSIONS", "CostRow", "check", "costs", "in_order", "names"]

_SPANS: Mapping[str, Callable[[Any], str]] = {
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


def costs(
    connection: Connection, *, since: date | None, until: date | None, by: Sequence[str], team: str | None = None
) -> tuple[CostRow, ...]:
    """The additive charges of the days from `since` (in) to `until` (out), summed by the dimensions.

    With `team`, only those of that team. What is suppressed, because another source states it as well, is in no sum;
    by `class` it is a row of its own. Currencies are never added together: each has a row of its own. Rows are sorted
    by their keys. Raises UsageError for a dimension that does not exist.
    """
    check(by)
    shown: list[Callable[[Any], str | None]] = [_SPANS.get(name, _word) for name in by]
    width = len(by)
    groups: dict[tuple[str | None, ...], Sequence[int]] = {}
    for row in connection.execute(query(since, until, tuple(by), team)).all():
        where = (*[show(value) for show, value in zip(shown, row, strict=False)], row[width])
        sums, before = row[width + 1 :], groups.get(where)
        groups[where] = sums if before is None else [one + more for one, more in zip(before, sums, strict=True)]
    rows = [_row(by, where, sums) for where, sums in groups.items()]
    return tuple(sorted(rows, key=in_order))


def check(by: Sequence[str]) -> None:
    """Raise UsageError unless every word is a dimension."""
    for word in by:
        if word not in DIMENSIONS:
            raise UsageError(f"Costs cannot be split by {word!r}; choose from: {', '.join(DIMENSIONS)}")


def names(connection: Connection, kind: str) -> Mapping[str, str]:
    """What people call the sub accounts or keys, by id."""
    rows = connection.execute(select(source_name.c.source_id, source_name.c.name).where(source_name.c.kind == kind))
    return {row.source_id: row.name for row in rows}


def _row(by: Sequence[str], where: tuple[str | None, ...], sums: Sequence[int]) -> CostRow:
    charges, b_units, b_nanos, b_unknown, e_units, e_nanos, e_unknown, l_units, l_nanos, l_unknown = sums
    *keys, currency = where
    assert currency is not None
    return CostRow(
        keys=tuple(zip(by, keys, strict=True)),
        currency=currency,
        billed_cost=None if b_unknown else total(b_units, b_nanos),
        effective_cost=None if e_unknown else total(e_units, e_nanos),
        list_cost=None if l_unknown else total(l_units, l_nanos),
        charges=int(charges),
    )


def in_order(row: CostRow) -> tuple[Any, ...]:
    """The key that rows are sorted by: their keys, what is not known last, then the currency."""
    return (*((value is None, value or "") for _, value in row.keys), row.currency)


def _word(value: str | None) -> str | None:
    return value or None  # a model that is not known is an empty word in the rollup
