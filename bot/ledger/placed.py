"""Read the charges that count, one by one, each with its place: in bounded memory, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Any

from sqlalchemy import Connection, and_, select

from bot.facts.money import plain
from bot.facts.periods import DAY, midnight
from bot.ledger.allocation import AllocationClass, piece
from bot.ledger.columns import AMOUNTS
from bot.ledger.days import on_days
from bot.ledger.rollup import IN_FORCE
from bot.ledger.tables import allocation, cell, charge, place, scope, source_name
from bot.ledger.tables import connection as connection_table

_AT_ONCE = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedCharge:
    """One stored charge row under the rules in force, or its part that one team has; amounts in `currency`, None where
    not known. The parts of a charge sum to it exactly, in every amount and in the quantity.

    `scope` is the key of what its reading replaces, `source` the provider of its connection, `tags` sorted JSON,
    `quantity` a decimal string. Whose use it was is left out: it leaves the ledger in no form.
    """

    connection: str
    source: str
    scope: str
    day: date
    starts_at: datetime
    ends_at: datetime
    provider: str
    billing_account: str | None
    sub_account: str | None
    sub_account_name: str | None
    key: str | None
    model: str | None
    line_item: str | None
    token_type: str | None
    category: str
    basis: str
    correction: bool
    currency: str
    billed: Decimal | None
    effective: Decimal | None
    list: Decimal | None
    quantity: str | None
    unit: str | None
    tags: str
    team: str | None
    workflow: str | None
    allocation_class: str | None


_PART = ("low", "high", "parts")
_NANO_DIGITS = 9
_WIDE = Context(prec=60)
_OF_CELL = (
    "provider",
    "billing_account",
    "sub_account",
    "key",
    "model",
    "line_item",
    "token_type",
    "category",
    "basis",
    "correction",
    "currency",
    "unit",
    "tags",
)
_OF_CHARGE = ("day", "starts_at", "ends_at", *AMOUNTS, "quantity")
_CALLED = and_(
    source_name.c.connection_id == cell.c.connection_id,
    source_name.c.kind == "sub_account",
    source_name.c.source_id == cell.c.sub_account,
)
_PLACED = (
    select(
        *(charge.c[name] for name in _OF_CHARGE),
        *(cell.c[name] for name in _OF_CELL),
        connection_table.c.slug.label("connection"),
        connection_table.c.provider.label("source"),
        scope.c.key.label("scope"),
        source_name.c.name.label("sub_account_name"),
        place.c.team,
        place.c.workflow,
        place.c["class"].label("allocation_class"),
        *(allocation.c[name] for name in _PART),
    )
    .select_from(charge)
    .join(cell, cell.c.id == charge.c.cell_id)
    .join(scope, scope.c.id == charge.c.scope_id)
    .join(connection_table, connection_table.c.id == cell.c.connection_id)
    .outerjoin(allocation, IN_FORCE)
    .outerjoin(place, place.c.id == allocation.c.place_id)
    .outerjoin(source_name, _CALLED)
    .where(cell.c.additive, place.c["class"].is_distinct_from(AllocationClass.SUPPRESSED.value))
    .order_by(charge.c.scope_id, charge.c.day, charge.c.source_id, allocation.c.low)
)
"""`key` is the cell's; a charge that nothing places is there all the same, without a team."""


def of_day(connection: Connection, day: date) -> Iterator[PlacedCharge]:
    """The charge rows of one UTC day that count, by scope and source id, the largest part of one first."""
    wanted = _PLACED.where(on_days(day, day + DAY))
    with connection.execute(wanted, execution_options={"yield_per": _AT_ONCE}) as rows:
        for row in rows.mappings():
            yield _placed(dict(row))


def _placed(row: dict[str, Any]) -> PlacedCharge:
    low, high, parts = (row.pop(name) for name in _PART)
    if parts is not None and parts > 1:
        known = [name for name in AMOUNTS if row[name] is not None]
        row |= {name: _part(row[name], low, high, parts) for name in known}
        if row["quantity"] is not None:
            row["quantity"] = plain(_part(Decimal(row["quantity"]), low, high, parts))
    row["starts_at"] = row["starts_at"] or midnight(row["day"])
    row["ends_at"] = row["ends_at"] or midnight(row["day"] + DAY)
    return PlacedCharge(**row)


def _part(amount: Decimal, low: int, high: int, parts: int) -> Decimal:
    """The part of an amount, cut at 1e-9 or where the amount itself has its last digit."""
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int)
    digits = max(_NANO_DIGITS, -exponent)
    whole = int(amount.scaleb(digits, context=_WIDE))
    return Decimal(piece(whole, low, high, parts)).scaleb(-digits, context=_WIDE)
