"""The tables: columns and keys, no behaviour. Every change here needs a migration beside it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.ledger.columns import Instant, Total, dimension_columns, figure_columns, sum_columns

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SerialId = BigInteger().with_variant(Integer, "sqlite")

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
)
"""How reading a connection stands. `error` is the last attempt's, null when it worked; the rest is of the last
one that worked. `first_day` is where the earliest window began, `newest_day` the newest day with a charge.
`settle_seconds` says how long after its end a day may still change, null for bills."""

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
"""A day's billed total as it was first read complete, and as it is now, where the two differ."""

source_name = Table(
    "source_name",
    metadata,
    Column("connection_id", ForeignKey("connection.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
)
"""Names of sub accounts and keys, kept for ever because deleted ones no longer resolve."""

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

outcome = Table(
    "outcome",
    metadata,
    Column("event_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("logged_at", Instant, nullable=False),
    Column("source", Text, nullable=False),
    Column("workflow", Text),
    Column("team", Text),
    Column("person", Text),
    Column("minutes", BigInteger),
    Column("amount", Text),
    Column("url", Text),
    Column("note", Text, nullable=False),
    Column("reused", Boolean, nullable=False),
    Column("original", Text),
    Index(None, "occurred_on"),
    Index(None, "original"),
)
"""Append-only records of what was logged; an undo or a reversal is a record of its own."""

digest = Table(
    "digest",
    metadata,
    Column("team", Text, primary_key=True),
    Column("week", Text, primary_key=True),
    Column("published_at", Instant, nullable=False),
    Column("org_version_id", ForeignKey("org_version.id")),
    Column("document", Text, nullable=False),
)
"""Digests as they were published; they stay as sent, a week that moves later is announced in the next one."""

alert = Table(
    "alert",
    metadata,
    Column("id", Text, primary_key=True),
    Column("budget", Text, nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("rule", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("amount", Total, nullable=False),
    Column("spent", Total, nullable=False),
    Column("currency", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("crossed_at", Instant, nullable=False),
    Column("covered_by", Text),
    Column("rearmed_at", Instant),
    UniqueConstraint("budget", "period_start", "rule", "generation"),
)
"""One crossing, ever: its identity is (budget, period start, rule, generation). `covered_by` names the alert of a
higher threshold crossed at the same time, which alone is said; `rearmed_at` is when a budget change put the use
below the threshold again, so that the next crossing is a new generation."""

justification = Table(
    "justification",
    metadata,
    Column("id", Text, primary_key=True),
    Column("alert_id", ForeignKey("alert.id"), nullable=False),
    Column("person", Text, nullable=False),
    Column("answered_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("workflow", Text),
    Column("quantity", BigInteger),
    Column("by_day", Date),
    Index(None, "alert_id"),
)
"""What the owner of a budget answered: why, and what it is expected to buy by when, where that was said."""

delivery = Table(
    "delivery",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("surface", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("refusals", Integer, nullable=False, server_default="0"),
    Column("repeats", Integer, nullable=False, server_default="0"),
    Column("spoken_at", Instant),
    Column("due_at", Instant, nullable=False),
    Column("locked_until", Instant),
    Column("updates", Text),
    Column("place", Text),
    Column("ref", Text),
    Column("error", Text),
    Column("queued_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Index(None, "state", "due_at"),
)
"""Everything said unasked, once per key. `target` is a channel id or a person's pseudonym; `updates` is the key of an
earlier delivery whose message this one replaces; `place` and `ref` are where it stands once it is sent. `spoken_at` is
when it may first have been heard, `repeats` how often it was said again in that doubt, `refusals` how often a refusal
of this one message was the answer."""

audit = Table(
    "audit",
    metadata,
    Column("id", SerialId, Identity(), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)
"""Who did what to which thing: append only, each line hashed with the one before. `actor` is a pseudonym or a part of
the program; `detail` is sorted JSON without names or free text of people."""

fx_rate = Table(
    "fx_rate",
    metadata,
    Column("day", Date, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("per_euro", Total, nullable=False),
    Column("source", Text, nullable=False),
    Column("stored_at", Instant, nullable=False),
)
"""Published rates: on a day one euro was `per_euro` of the currency. Rows are added and never changed."""
