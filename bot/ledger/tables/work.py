"""What people said and were told: outcomes, digests, alerts, justifications, deliveries, and the audit chain."""

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
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.ledger.columns import Instant, Total
from bot.ledger.tables.metadata import SerialId, metadata

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
    Column("through", Date),
    *(Column(name, Total) for name in ("chance", "expected", "low", "high")),
    *(Column(name, Date) for name in ("runs_out_from", "runs_out_on", "runs_out_by")),
    Column("usual_error", Total),
    Column("past_errors", Integer),
    UniqueConstraint("budget", "period_start", "rule", "generation"),
)
"""One crossing, ever: its identity is (budget, period start, rule, generation). `covered_by` names the alert of a
higher threshold crossed at the same time, which is said in its place; `rearmed_at` is when a budget change put the use
below the threshold again, or the forecast the chance, so that the next crossing is a new generation. From `through` on
are the fields of its `Prospect`, all null where it is about what was spent."""

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
