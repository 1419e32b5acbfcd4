"""First light: charges, allocation, the rollup, outcomes, digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.columns import Instant, Nanos

revision = "0001"
down_revision = None

SerialId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "connection",
        sa.Column("id", SerialId, sa.Identity(), primary_key=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
    )
    op.create_table(
        "collection",
        sa.Column("connection_id", SerialId, sa.ForeignKey("connection.id"), primary_key=True),
        sa.Column("attempted_at", Instant, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("read_at", Instant),
        sa.Column("first_day", sa.Date),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("as_of", Instant),
        sa.Column("newest_day", sa.Date),
    )
    op.create_table(
        "scope",
        sa.Column("id", SerialId, sa.Identity(), primary_key=True),
        sa.Column("connection_id", SerialId, sa.ForeignKey("connection.id"), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("read_at", Instant, nullable=False),
        sa.UniqueConstraint("connection_id", "key"),
    )
    op.create_table(
        "cell",
        sa.Column("id", SerialId, sa.Identity(), primary_key=True),
        sa.Column("connection_id", SerialId, sa.ForeignKey("connection.id"), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False, unique=True),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("billing_account", sa.Text),
        sa.Column("sub_account", sa.Text),
        sa.Column("key", sa.Text),
        sa.Column("model", sa.Text),
        sa.Column("line_item", sa.Text),
        sa.Column("token_type", sa.Text),
        sa.Column("person", sa.Text),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("correction", sa.Boolean, nullable=False),
        sa.Column("additive", sa.Boolean, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("unit", sa.Text),
        sa.Column("tags", sa.Text, nullable=False),
    )
    op.create_table(
        "charge",
        sa.Column("scope_id", SerialId, sa.ForeignKey("scope.id"), primary_key=True),
        sa.Column("source_id", sa.Text, primary_key=True),
        sa.Column("cell_id", SerialId, sa.ForeignKey("cell.id"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("billed", Nanos),
        sa.Column("effective", Nanos),
        sa.Column("list", Nanos),
        sa.Column("quantity", sa.Text),
    )
    op.create_index("ix_charge_day", "charge", ["day"])
    op.create_table(
        "restatement",
        sa.Column("scope_id", SerialId, sa.ForeignKey("scope.id"), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("currency", sa.Text, primary_key=True),
        sa.Column("before", Nanos, nullable=False),
        sa.Column("after", Nanos, nullable=False),
        sa.Column("restated_at", Instant, nullable=False),
    )
    op.create_table(
        "source_name",
        sa.Column("connection_id", SerialId, sa.ForeignKey("connection.id"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("source_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "org_version",
        sa.Column("id", SerialId, sa.Identity(), primary_key=True),
        sa.Column("applied_at", Instant, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "directory",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
    )
    op.create_table(
        "allocation",
        sa.Column("cell_id", SerialId, sa.ForeignKey("cell.id"), primary_key=True),
        sa.Column("since", sa.Date, primary_key=True),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("workflow", sa.Text, nullable=False),
        sa.Column("class", sa.Text, nullable=False),
    )
    op.create_table(
        "daily_cost",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("connection_id", SerialId, sa.ForeignKey("connection.id"), primary_key=True),
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("team", sa.Text, primary_key=True),
        sa.Column("workflow", sa.Text, primary_key=True),
        sa.Column("class", sa.Text, primary_key=True),
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("currency", sa.Text, primary_key=True),
        sa.Column("billed", Nanos, nullable=False),
        sa.Column("effective", Nanos, nullable=False),
        sa.Column("list", Nanos, nullable=False),
        sa.Column("charges", sa.BigInteger, nullable=False),
        sa.Column("billed_known", sa.BigInteger, nullable=False),
        sa.Column("effective_known", sa.BigInteger, nullable=False),
        sa.Column("list_known", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "outcome",
        sa.Column("event_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("occurred_on", sa.Date, nullable=False),
        sa.Column("logged_at", Instant, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("workflow", sa.Text),
        sa.Column("team", sa.Text),
        sa.Column("person", sa.Text),
        sa.Column("minutes", sa.BigInteger),
        sa.Column("amount", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("reused", sa.Boolean, nullable=False),
        sa.Column("original", sa.Text),
    )
    op.create_index("ix_outcome_occurred_on", "outcome", ["occurred_on"])
    op.create_index("ix_outcome_original", "outcome", ["original"])
    op.create_table(
        "digest",
        sa.Column("team", sa.Text, primary_key=True),
        sa.Column("week", sa.Text, primary_key=True),
        sa.Column("published_at", Instant, nullable=False),
        sa.Column("org_version_id", SerialId, sa.ForeignKey("org_version.id")),
        sa.Column("document", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "digest",
        "outcome",
        "daily_cost",
        "allocation",
        "directory",
        "org_version",
        "source_name",
        "restatement",
        "charge",
        "cell",
        "scope",
        "collection",
        "connection",
    ):
        op.drop_table(table)
