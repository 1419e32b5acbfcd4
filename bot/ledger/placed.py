"""Read the charges that count, one by one, each with its place: in bounded memory, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, and_, select

from bot.ledger.tables import allocation, cell, charge, scope, source_name
from bot.ledger.tables import connection as connection_table

_AT_ONCE = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedCharge:
    """One stored charge row under the rules in force; amounts in `currency`, None where not known.

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
_OF_CHARGE = ("day", "starts_at", "ends_at", "billed", "effective", "list", "quantity")
_IN_FORCE = and_(
    allocation.c.cell_id == charge.c.cell_id, charge.c.day >= allocation.c.since, charge.c.day < allocation.c.until
)
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
        allocation.c.team,
        allocation.c.workflow,
        allocation.c["class"].label("allocation_class"),
    )
    .select_from(charge)
    .join(cell, cell.c.id == charge.c.cell_id)
    .join(scope, scope.c.id == charge.c.scope_id)
    .join(connection_table, connection_table.c.id == cell.c.connection_id)
    .outerjoin(allocation, _IN_FORCE)
    .outerjoin(source_name, _CALLED)
    .where(cell.c.additive)
    .order_by(charge.c.scope_id, charge.c.source_id)
)
"""`key` is the cell's; a charge that nothing places is there all the same, without a team."""


def of_day(connection: Connection, day: date) -> Iterator[PlacedCharge]:
    """The additive charge rows of one UTC day, by scope and source id."""
    wanted = _PLACED.where(charge.c.day == day)
    with connection.execute(wanted, execution_options={"yield_per": _AT_ONCE}) as rows:
        for row in rows.mappings():
            yield PlacedCharge(**row)
