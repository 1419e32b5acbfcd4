"""The column types that keep money exact and instants in UTC on both databases, and columns that two tables share."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    Text,
    false,
    func,
    type_coerce,
)
from sqlalchemy.types import TypeDecorator

from bot.facts.money import NANOS_PER_UNIT, from_nanos, plain, to_nanos

# ruff: noqa: D102, ARG002  (the methods of the types are SQLAlchemy's, and so is what they promise)


class Nanos(TypeDecorator[Decimal]):
    """One amount as an integer count of 1e-9, exact on SQLite and PostgreSQL alike; many are added by `exact_sum`."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else to_nanos(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else from_nanos(int(value))


class Total(TypeDecorator[Decimal]):
    """An amount of any size as its decimal string: what was added up outgrows the 64 bits of `Nanos`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else plain(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def exact_sum(amount: ColumnElement[Decimal]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The sum of a `Nanos` column as two sums, whole units and what remains of each amount in nanos; see `total`.

    One sum of nanos leaves 64 bits at 9.2e9 units, which is no large bill in rupiah or dong. Kept apart, a thousand
    million rows of the largest amount fit. Unknown amounts are passed over; without any known one both sums are 0.
    """
    nanos = type_coerce(amount, BigInteger)
    return func.coalesce(func.sum(nanos // NANOS_PER_UNIT), 0), func.coalesce(func.sum(nanos % NANOS_PER_UNIT), 0)


def total(units: int | Decimal, nanos: int | Decimal) -> Decimal:
    """The amount that the two sums of `exact_sum`, or sums of those, stand for, exactly."""
    return from_nanos(int(units) * NANOS_PER_UNIT + int(nanos))


class Instant(TypeDecorator[datetime]):
    """A UTC instant. SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def dimension_columns() -> list[Column[Any]]:
    """What tells one cell from another, as it comes in and as it is kept."""
    return [
        Column("provider", Text, nullable=False),
        Column("billing_account", Text),
        Column("sub_account", Text),
        Column("key", Text),
        Column("model", Text),
        Column("line_item", Text),
        Column("token_type", Text),
        Column("person", Text),
        Column("category", Text, nullable=False),
        Column("basis", Text, nullable=False),
        Column("correction", Boolean, nullable=False),
        Column("additive", Boolean, nullable=False),
        Column("currency", Text, nullable=False),
        Column("unit", Text),
        Column("tags", Text, nullable=False),
    ]


def figure_columns() -> list[Column[Any]]:
    """What a charge comes to, as it comes in and as it is kept; its day stands in the keys.

    `starts_at` and `ends_at` are null where it is for its whole UTC day and no more; `quantity` is a decimal string.
    """
    return [
        Column("starts_at", Instant),
        Column("ends_at", Instant),
        Column("billed", Nanos),
        Column("effective", Nanos),
        Column("list", Nanos),
        Column("quantity", Text),
        Column("continued", Boolean, nullable=False, server_default=false()),
    ]


AMOUNTS = ("billed", "effective", "list")
"""The amounts of a charge, in the order in which rollups keep their sums."""


def sum_columns() -> list[Column[Any]]:
    """What a rollup keeps of charges: how many, and of each amount its sum in two parts and how many lack it."""
    parts = [f"{name}_{part}" for name in AMOUNTS for part in ("units", "nanos", "unknown")]
    return [Column(name, BigInteger, nullable=False) for name in ("charges", *parts)]
