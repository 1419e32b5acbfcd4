"""One unit: the rates that charges may be converted at, from where they are published into the ledger."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.facts.org import Org
from bot.facts.periods import DAY
from bot.facts.rates import Rate
from bot.ledger import audit, orgs, rates
from bot.ledger.db import Database
from bot.providers import rate_table

ACTOR = "rates"
KEPT = "rates.kept"


def keep_rates(database: Database, *, into: Collection[str] = (), now: datetime) -> int:
    """Store the rates that are not stored yet, of every currency of the charges and of `into`; how many were new.

    Where the organisation converts, those of its reports and budgets are stored too; where it does not, only what is
    asked for by `into`. Raises ImportRefusedError where the file of rates it names cannot be read for sure; then
    nothing is stored. The source is read outside of any transaction.
    """
    with database.reading() as connection:
        org = orgs.current(connection).org
        spent_in, since = rates.needed(connection)
    asked = {*into, *_named(org)}
    if since is None or not asked or len(asked | spent_in) == 1:
        return 0
    source = rate_table.source(org.fx)
    found = source.rates(asked | spent_in, since=since)
    with database.writing() as connection:
        kept = rates.keep(connection, found, now=now)
        if kept:
            _audit(connection, kept, source.name, now=now)
    return len(kept)


def _named(org: Org) -> set[str]:
    return set() if org.fx is None else {org.fx.currency, *(budget.currency for budget in org.budgets)}


def _audit(connection: Connection, kept: Sequence[Rate], source: str, *, now: datetime) -> None:
    """A line for what converted figures rest on from now on (method.md 6.8)."""
    days = [rate.day for rate in kept]
    detail: dict[str, str | int | None] = {
        "currencies": " ".join(sorted({rate.currency for rate in kept})),
        "rates": len(kept),
        "since": min(days).isoformat(),
        "until": (max(days) + DAY).isoformat(),
    }
    audit.add(connection, at=now, actor=ACTOR, action=KEPT, subject=source, detail=detail)
