"""What is read: connections, how reading them stands, and the names people gave things there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Identity, Integer, Table, Text, UniqueConstraint

from bot.ledger.columns import Instant, Total
from bot.ledger.tables.metadata import SerialId, metadata

connection = Table(
    "connection",
    metadata,
    Column("id", SerialId, Identity(), primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("provider", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)
"""One account at one provider, or one billing account of FOCUS files."""

collection = Table(
    "collection",
    metadata,
    Column("connection_id", ForeignKey("connection.id"), primary_key=True),
    Column("attempted_at", Instant, nullable=False),
    Column("error", Text),
    Column("read_at", Instant),
    Column("first_day", Date),
    Column("since", Date),
    Column("until", Date),
    Column("as_of", Instant),
    Column("newest_day", Date),
    Column("settle_seconds", Integer),
    Column("charges", BigInteger),
    Column("restated", Integer),
    Column("billed_cost", Total),
)
"""How reading a connection stands. `error` is the last attempt's, null when it worked; the rest is of the last
one that worked. `first_day` is where the earliest window began, `newest_day` the newest day with a charge.
`settle_seconds` says how long after its end a day may still change, null for bills. `charges` and `billed_cost` are of
all that was read last, `restated` counts its days that had another total before."""

scope = Table(
    "scope",
    metadata,
    Column("id", SerialId, Identity(), primary_key=True),
    Column("connection_id", ForeignKey("connection.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("read_at", Instant, nullable=False),
    Column("newest_day", Date),
    Column("first_day", Date),
    Column("last_day", Date),
    UniqueConstraint("connection_id", "key"),
)
"""What one reading replaces as a whole (design: grain and scope of replacement). `read_at` is as of when its figures
are, `newest_day` the newest day a charge of it begins on; its charges lie between `first_day` and `last_day`, both in.
All three are null where it has no charge."""

source_name = Table(
    "source_name",
    metadata,
    Column("connection_id", ForeignKey("connection.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
)
"""Names of sub accounts and keys, kept for ever because deleted ones no longer resolve."""
