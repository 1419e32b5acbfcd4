"""What the last reading of a connection brought; known from its next reading on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("collection", sa.Column("charges", sa.BigInteger))
    op.add_column("collection", sa.Column("restated", sa.Integer))
    op.add_column("collection", sa.Column("billed_cost", sa.Text))


def downgrade() -> None:
    for name in ("billed_cost", "restated", "charges"):
        op.drop_column("collection", name)
