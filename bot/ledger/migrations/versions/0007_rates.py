"""Reference rates, as they were published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import Instant, Total

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "fx_rate",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("currency", sa.Text, primary_key=True),
        sa.Column("per_euro", Total, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("stored_at", Instant, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("fx_rate")
