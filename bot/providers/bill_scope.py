"""What an import of a bill replaces as a whole, by a name that says the bill and its days."""

from __future__ import annotations

from datetime import date

from bot.facts.charge import Scope
from bot.facts.periods import Period

FOCUS, OWN = "focus", "csv"
"""What connections of FOCUS files and of an organisation's own files are called as a provider; they begin so too."""


def bill_scope(connection: str, *, issuer: str, account: str, days: Period) -> Scope:
    """The scope of a bill of an issuer to an account for a billing period; without an account that is empty."""
    return Scope(connection=connection, key=f"{issuer}|{account}|{days.start}..{days.end}")


def is_imported(connection: str) -> bool:
    """Whether a connection is of files that somebody brings, so that it is as fresh as its newest file."""
    return connection.startswith((f"{FOCUS}:", f"{OWN}:"))


def billing_period(where: Scope) -> Period:
    """The UTC days of the billing period of a scope that `bill_scope` made."""
    start, _, end = where.key.rpartition("|")[2].partition("..")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def labelled(where: Scope) -> str:
    """The bill as a sentence names it."""
    issuer, account = where.key.rsplit("|", 2)[0], where.connection.partition(":")[2]
    return f"the bill of {issuer} to {account} for {billing_period(where).shown()}"
