"""Bills of any size: the rollup in units and nanos, totals as decimal strings, cells that name their connection, and
charges that go on for several days.
"""

from __future__ import annotations

import hashlib
import json

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
    _name_connections_in_cells()
    op.add_column("charge", sa.Column("continued", sa.Boolean, nullable=False, server_default=sa.false()))


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


def _name_connections_in_cells() -> None:
    """A cell's digest has the slug of its connection instead of its id, so that a bill has cells before it has ids."""
    names = ["provider", "billing_account", "sub_account", "key", "model", "line_item", "token_type", "person"]
    names += ["category", "basis", "correction", "additive", "currency", "unit", "tags"]
    booleans = {"correction", "additive"}
    columns = ", ".join(f'cell."{name}"' for name in names)
    connection = op.get_bind()
    cells = connection.execute(
        sa.text(f"SELECT cell.id, slug, {columns} FROM cell JOIN connection ON connection.id = connection_id")  # noqa: S608
    ).all()
    for number, slug, *values in cells:
        dimensions = [bool(v) if name in booleans else v for name, v in zip(names, values, strict=True)]
        text = json.dumps([slug, *dimensions], ensure_ascii=False)
        digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
        connection.execute(sa.text("UPDATE cell SET digest = :digest WHERE id = :id"), {"digest": digest, "id": number})


def downgrade() -> None:
    raise NotImplementedError("sums of any size do not go back into 64 bits; restore the copy made before migrating")
