"""The organisation, and who its pseudonyms are."""

from __future__ import annotations

from sqlalchemy import Column, Identity, Table, Text

from bot.ledger.columns import Instant
from bot.ledger.tables.metadata import SerialId, metadata

org_version = Table(
    "org_version",
    metadata,
    Column("id", SerialId, Identity(), primary_key=True),
    Column("applied_at", Instant, nullable=False),
    Column("document", Text, nullable=False),
)
"""Every applied org file whole, people as pseudonyms: the newest is in force, reports pin the one they used."""

directory = Table(
    "directory",
    metadata,
    Column("person", Text, primary_key=True),
    Column("email", Text, nullable=False),
    Column("name", Text),
    Column("slack_id", Text, unique=True),
)
"""The only place where a pseudonym meets an e-mail; rows can be erased without touching a fact."""
