"""Invoices of the org file: what each provider asked for a month, to compare the ledger with (method.md M1)."""

from __future__ import annotations

from bot.facts.invoice import Invoice
from bot.facts.org import Org
from bot.orgfile.months import month
from bot.orgfile.source import Source
from bot.orgfile.table import STAND_IN, Table


def invoice(table: Table) -> Invoice:
    """One invoice, of a provider or for a connection."""
    table.one_of("provider", "connection")
    return Invoice(
        provider=table.optional_name("provider"),
        connection=table.optional_name("connection"),
        month=month(table),
        amount=table.amount("amount"),
        currency=table.currency("currency"),
        number=table.optional_text("number"),
    )


def check_invoices(org: Org, source: Source) -> None:
    """Refuse what may be one invoice twice: the same month, currency and number, or no number in both."""
    places: dict[object, int] = {}
    for number, one in enumerate(org.invoices):
        same = (one.provider, one.connection, one.month, one.currency, one.number)
        first = places.setdefault(same, number)
        if first != number and one.month != STAND_IN:
            line = source.line(("invoice", first))
            source.refuse(
                ("invoice", number),
                f"this invoice of {one.of} for {one.month:%Y-%m} stands in line {line} already; "
                "take one out, or give each its own number and they add up",
            )
