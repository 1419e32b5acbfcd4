"""Sums that no bill outgrows: the rollup in units and nanos, totals as decimal strings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.facts.money import NANOS_PER_UNIT, from_nanos, plain

revision = "0003"
down_revision = "0002"

SerialId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_AMOUNTS = ("billed", "effective", "list")
_TOTALS = (
    ("restatement", ("scope_id", "day", "currency"), ("before", "after")),
    ("alert", ("id",), ("amount", "spent")),
)


def upgrade() -> None:
    _split_the_rollup()
    for table, keys, columns in _TOTALS:
        _as_text(table, keys, columns)


def _split_the_rollup() -> None:
    keys = ("day", "connection_id", "provider", "team", "workflow", "class", "model", "currency")
    op.execute("CREATE TABLE daily_cost_before AS SELECT * FROM daily_cost")
    op.drop_table("daily_cost")
    op.create_table(
        "daily_cost",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("connection_id", SerialId, sa.ForeignKey("connection.id"), primary_key=True),
        *(sa.Column(name, sa.Text, primary_key=True) for name in keys[2:]),
        sa.Column("charges", sa.BigInteger, nullable=False),
        *(
            sa.Column(f"{name}_{part}", sa.BigInteger, nullable=False)
            for name in _AMOUNTS
            for part in ("units", "nanos", "unknown")
        ),
    )
    parts = [
        f"{name} / {NANOS_PER_UNIT}, {name} - {name} / {NANOS_PER_UNIT} * {NANOS_PER_UNIT}, charges - {name}_known"
        for name in _AMOUNTS
    ]
    op.execute(f"INSERT INTO daily_cost SELECT {', '.join([*keys, 'charges', *parts])} FROM daily_cost_before")  # noqa: S608  our own words
    op.drop_table("daily_cost_before")


def _as_text(name: str, keys: tuple[str, ...], columns: tuple[str, ...]) -> None:
    """Nanos become decimal strings; few rows, so one by one."""
    table = sa.table(name, *(sa.column(column) for column in (*keys, *columns)))
    connection = op.get_bind()
    rows = connection.execute(sa.select(table)).mappings().all()
    with op.batch_alter_table(name) as batch:
        for column in columns:
            batch.alter_column(column, existing_type=sa.BigInteger, type_=sa.Text, existing_nullable=False)
    for row in rows:
        values = {column: plain(from_nanos(row[column])) for column in columns}
        connection.execute(table.update().where(*(table.c[key] == row[key] for key in keys)).values(values))


def downgrade() -> None:
    raise NotImplementedError("sums of any size do not go back into 64 bits; restore the copy made before migrating")
