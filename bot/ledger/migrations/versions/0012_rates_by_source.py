"""Every source of rates has its own, so that a report never mixes them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import Instant, Total

revision = "0012"
down_revision = "0011"

_COLUMNS = "day, currency, per_euro, source, stored_at"


def upgrade() -> None:
    _with_key("source", "day", "currency")


def downgrade() -> None:
    """Of several sources of a day the first by name is kept."""
    op.execute(
        "DELETE FROM fx_rate WHERE EXISTS (SELECT 1 FROM fx_rate AS other WHERE other.day = fx_rate.day "
        "AND other.currency = fx_rate.currency AND other.source < fx_rate.source)"
    )
    _with_key("day", "currency")


def _with_key(*key: str) -> None:
    op.execute("CREATE TABLE fx_rate_before AS SELECT * FROM fx_rate")
    op.drop_table("fx_rate")
    op.create_table(
        "fx_rate",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("per_euro", Total, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("stored_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint(*key),
    )
    op.execute(f"INSERT INTO fx_rate ({_COLUMNS}) SELECT {_COLUMNS} FROM fx_rate_before")  # noqa: S608  our own words
    op.drop_table("fx_rate_before")
