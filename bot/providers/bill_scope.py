"""What an import of a bill replaces as a whole, by a name that says the bill and its days."""

from __future__ import annotations

from datetime import date

from bot.facts.charge import Scope
from bot.facts.periods import Period


def bill_scope(connection: str, *, issuer: str, account: str, days: Period) -> Scope:
    """The scope of a bill of an issuer to an account for a billing period; without an account that is empty."""
    return Scope(connection=connection, key=f"{issuer}|{account}|{days.start}..{days.end}")


def billing_period(where: Scope) -> Period:
    """The UTC days of the billing period of a scope that `bill_scope` made."""
    start, _, end = where.key.rpartition("|")[2].partition("..")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def labelled(where: Scope) -> str:
    """The bill as a sentence names it."""
    issuer, account = where.key.rsplit("|", 2)[0], where.connection.partition(":")[2]
    return f"the bill of {issuer} to {account} for {billing_period(where).shown()}"
