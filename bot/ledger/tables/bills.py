"""Billing files: which were read as they are now, and what of the bills was not taken."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Table, Text

from bot.ledger.columns import Instant, Total
from bot.ledger.tables.metadata import metadata

bill_file = Table(
    "bill_file",
    metadata,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("limits", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("read_at", Instant, nullable=False),
)
"""The files of FOCUS_PATHS as they were when they were last read into the ledger: `digest` of the content, `limits`
of the org file's limits they were read by, `scopes` as JSON the (connection, key) of each they have rows of."""

left_out = Table(
    "left_out",
    metadata,
    Column("scope_id", ForeignKey("scope.id"), primary_key=True),
    Column("month", Date, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("rows", BigInteger, nullable=False),
    Column("billed", Total, nullable=False),
)
"""What the org file's limits kept out of a scope, by calendar month of the charge days; `service` is empty where the
bill names none."""
