"""Alerts and their answers, deliveries, the audit log; Slack ids in the directory."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import Instant, Nanos

revision = "0002"
down_revision = "0001"

SerialId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("directory") as directory:
        directory.add_column(sa.Column("slack_id", sa.Text))
        directory.create_unique_constraint("uq_directory_slack_id", ["slack_id"])
    op.create_table(
        "alert",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("budget", sa.Text, nullable=False),
        sa.Column("period_start", sa.Date, nullable=False),
        sa.Column("period_end", sa.Date, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("amount", Nanos, nullable=False),
        sa.Column("spent", Nanos, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("crossed_at", Instant, nullable=False),
        sa.Column("covered_by", sa.Text),
        sa.Column("rearmed_at", Instant),
        sa.UniqueConstraint("budget", "period_start", "rule", "generation"),
    )
    op.create_table(
        "justification",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("alert_id", sa.Text, sa.ForeignKey("alert.id"), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("answered_at", Instant, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("workflow", sa.Text),
        sa.Column("quantity", sa.BigInteger),
        sa.Column("by_day", sa.Date),
    )
    op.create_index("ix_justification_alert_id", "justification", ["alert_id"])
    op.create_table(
        "delivery",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("surface", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("locked_until", Instant),
        sa.Column("updates", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("ref", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("queued_at", Instant, nullable=False),
        sa.Column("settled_at", Instant),
    )
    op.create_index("ix_delivery_state_due_at", "delivery", ["state", "due_at"])
    op.create_table(
        "audit",
        sa.Column("id", SerialId, sa.Identity(), primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
    )


def downgrade() -> None:
    for table in ("audit", "delivery", "justification", "alert"):
        op.drop_table(table)
    with op.batch_alter_table("directory") as directory:
        directory.drop_constraint("uq_directory_slack_id", type_="unique")
        directory.drop_column("slack_id")
