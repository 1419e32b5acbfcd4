"""Which billing files were read as they are now, and what of the bills was not taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import Instant, Total

revision = "0011"
down_revision = "0010"

SerialId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "bill_file",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("modified_ns", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("digest", "limits", "scopes")),
        sa.Column("read_at", Instant, nullable=False),
    )
    op.create_table(
        "left_out",
        sa.Column("scope_id", SerialId, sa.ForeignKey("scope.id"), primary_key=True),
        sa.Column("month", sa.Date, primary_key=True),
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("provider", "service", "currency")),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("billed", Total, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("left_out")
    op.drop_table("bill_file")
