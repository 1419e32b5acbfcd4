"""What one currency was worth in another."""

from __future__ import annotations

from sqlalchemy import Column, Date, Table, Text

from bot.ledger.columns import Instant, Total
from bot.ledger.tables.metadata import metadata

fx_rate = Table(
    "fx_rate",
    metadata,
    Column("source", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("per_euro", Total, nullable=False),
    Column("stored_at", Instant, nullable=False),
)
"""Published rates: by the source one euro was `per_euro` of the currency on a day. Rows are added, never changed."""
