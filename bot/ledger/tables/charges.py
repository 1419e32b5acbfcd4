"""What the sources say: charges by their cells, what is counted apart from money, and what was restated."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, String, Table, Text

from bot.ledger.columns import Instant, Total, dimension_columns, figure_columns
from bot.ledger.tables.metadata import SerialId, metadata

cell = Table(
    "cell",
    metadata,
    Column("id", SerialId, primary_key=True, autoincrement=False),
    Column("connection_id", ForeignKey("connection.id"), nullable=False),
    Column("digest", String(32), nullable=False),
    *dimension_columns(),
)
"""Each distinct set of dimensions once. `digest` is made from them and `id` from it, so that a charge knows its cell
without asking. `person` is a pseudonym; `tags` is sorted JSON."""

charge = Table(
    "charge",
    metadata,
    Column("scope_id", SerialId, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("cell_id", SerialId, nullable=False),
    *figure_columns(),
    sqlite_with_rowid=False,
)
"""The current charges, those of a scope's day side by side: a day is found through the scopes it lies in, see
`days.on_days`. One for several days has a row a day, the later `continued`.
No foreign keys: looking them up takes half as long again as storing the charge, nothing deletes a scope or a cell, and
`denominator verify` finds a charge without them."""

activity = Table(
    "activity",
    metadata,
    Column("scope_id", ForeignKey("scope.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("person", Text),
    Column("sub_account", Text),
    Column("tool", Text),
    Column("model", Text),
    Index(None, "day"),
    sqlite_with_rowid=False,
)
"""What is counted apart from money, replaced by the scopes of the charges. `person` is a pseudonym."""

restatement = Table(
    "restatement",
    metadata,
    Column("scope_id", ForeignKey("scope.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("before", Total, nullable=False),
    Column("after", Total, nullable=False),
    Column("restated_at", Instant, nullable=False),
)
"""A day's billed total as it was first read complete, and as it is now; kept once they have differed."""
