"""What providers count apart from money."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

SerialId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("scope_id", SerialId, sa.ForeignKey("scope.id"), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("source_id", sa.Text, primary_key=True),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("person", "sub_account", "tool", "model")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_activity_day", "activity", ["day"])


def downgrade() -> None:
    op.drop_table("activity")
