"""How often a delivery was refused and said again in doubt, and since when it may have been heard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("delivery", sa.Column("refusals", sa.Integer, nullable=False, server_default="0"))
    op.add_column("delivery", sa.Column("repeats", sa.Integer, nullable=False, server_default="0"))
    op.add_column("delivery", sa.Column("spoken_at", Instant))


def downgrade() -> None:
    for name in ("refusals", "repeats", "spoken_at"):
        op.drop_column("delivery", name)
