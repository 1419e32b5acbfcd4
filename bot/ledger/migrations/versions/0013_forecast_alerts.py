"""What was expected of a period when its owner was warned that the budget is likely to be exceeded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import Total

revision = "0013"
down_revision = "0012"

_AMOUNTS = ("chance", "expected", "low", "high", "usual_error")
_DAYS = ("through", "runs_out_from", "runs_out_on", "runs_out_by")


def upgrade() -> None:
    for name in _DAYS:
        op.add_column("alert", sa.Column(name, sa.Date))
    for name in _AMOUNTS:
        op.add_column("alert", sa.Column(name, Total))
    op.add_column("alert", sa.Column("past_errors", sa.Integer))


def downgrade() -> None:
    for name in (*_DAYS, *_AMOUNTS, "past_errors"):
        op.drop_column("alert", name)
