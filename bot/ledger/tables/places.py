"""Whose the charges are, and the rollups that reports read."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Table, Text

from bot.ledger.columns import sum_columns
from bot.ledger.tables.metadata import SerialId, metadata

place = Table(
    "place",
    metadata,
    Column("id", SerialId, primary_key=True, autoincrement=False),
    Column("team", Text, nullable=False),
    Column("workflow", Text, nullable=False),
    Column("class", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("connection_id", ForeignKey("connection.id"), nullable=False),
    Column("currency", Text, nullable=False),
    Column("additive", Boolean, nullable=False),
)
"""Where charges lie in the rollup, each distinct set of words for it once and for ever; `id` is made from them. Charges
are summed by this one number, and only the sums meet the words."""

allocation = Table(
    "allocation",
    metadata,
    Column("cell_id", ForeignKey("cell.id"), primary_key=True),
    Column("since", Date, primary_key=True),
    Column("place_id", ForeignKey("place.id"), primary_key=True),
    Column("until", Date, nullable=False),
    Column("low", BigInteger, nullable=False),
    Column("high", BigInteger, nullable=False),
    Column("parts", BigInteger, nullable=False),
    Column("reason", Text),
    sqlite_with_rowid=False,
)
"""Whose a cell's charges are, by dates, under the rules in force; made anew when the rules change. A span has a row for
each part of them, as `allocation.Segment` says, and the parts leave nothing out."""

daily_cost = Table(
    "daily_cost",
    metadata,
    Column("day", Date, primary_key=True),
    Column("team", Text, primary_key=True),
    Column("workflow", Text, primary_key=True),
    Column("class", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("connection_id", ForeignKey("connection.id"), primary_key=True),
    Column("currency", Text, primary_key=True),
    *sum_columns(),
    sqlite_with_rowid=False,
)
"""The rollup by UTC day: of each amount the sum of what is known, in the two parts of `columns.exact_sum`, and how many
charges do not have it. No index more than this: with one on the team the planner leaves the better way."""

weekly_cost = Table(
    "weekly_cost",
    metadata,
    Column("week", Date, primary_key=True),
    Column("team", Text, primary_key=True),
    Column("workflow", Text, primary_key=True),
    Column("class", Text, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("connection_id", ForeignKey("connection.id"), primary_key=True),
    Column("currency", Text, primary_key=True),
    *sum_columns(),
    sqlite_with_rowid=False,
)
"""The same by week, named by its Monday, without the model: what digests read."""
