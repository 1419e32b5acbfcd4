"""How long after its end a day of a connection may still change; known from its next reading on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("collection", sa.Column("settle_seconds", sa.Integer))


def downgrade() -> None:
    op.drop_column("collection", "settle_seconds")
