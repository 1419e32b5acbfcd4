"""The tables: columns and keys, no behaviour. Every change here needs a migration beside it."""

from __future__ import annotations

from bot.ledger.tables.bills import bill_file, left_out
from bot.ledger.tables.charges import activity, cell, charge, restatement
from bot.ledger.tables.metadata import metadata
from bot.ledger.tables.org import directory, org_version
from bot.ledger.tables.places import allocation, daily_cost, place, weekly_cost
from bot.ledger.tables.rates import fx_rate
from bot.ledger.tables.sources import collection, connection, scope, source_name
from bot.ledger.tables.work import alert, audit, delivery, digest, justification, outcome

__all__ = [
    "activity",
    "alert",
    "allocation",
    "audit",
    "bill_file",
    "cell",
    "charge",
    "collection",
    "connection",
    "daily_cost",
    "delivery",
    "digest",
    "directory",
    "fx_rate",
    "justification",
    "left_out",
    "metadata",
    "org_version",
    "outcome",
    "place",
    "restatement",
    "scope",
    "source_name",
    "weekly_cost",
]
