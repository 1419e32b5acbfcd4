"""The newest day of each scope, so that knowing how far a source reaches costs the same at any size."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("scope", sa.Column("newest_day", sa.Date))
    op.execute(
        "UPDATE scope SET newest_day = "
        "(SELECT max(day) FROM charge WHERE charge.scope_id = scope.id AND NOT charge.continued)"
    )


def downgrade() -> None:
    op.drop_column("scope", "newest_day")
