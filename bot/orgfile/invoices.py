"""Invoices of the org file: what each provider asked for a month, to compare the ledger with (method.md M1)."""

from __future__ import annotations

import re
from datetime import date, datetime

from bot.facts.invoice import Invoice
from bot.facts.org import Org
from bot.orgfile.source import Source
from bot.orgfile.table import STAND_IN, Table
from bot.orgfile.words import shown

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def invoice(table: Table) -> Invoice:
    """One invoice, of a provider or for a connection."""
    table.one_of("provider", "connection")
    return Invoice(
        provider=table.optional_name("provider"),
        connection=table.optional_name("connection"),
        month=_month(table),
        amount=table.amount("amount"),
        currency=table.currency("currency"),
        number=table.optional_text("number"),
    )


def _month(table: Table) -> date:
    """The month as text, such as "2026-10", or as the date of its first day."""
    if not table.has("month"):
        table.required("month", None)
        return STAND_IN
    value = table.values["month"]
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    text = value.isoformat().removesuffix("-01") if is_day else value
    found = _MONTH.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        table.refuse("month", f'month must be a month such as "2026-10", or its first day, not {shown(value)}')
        return STAND_IN
    return date(int(found[1]), int(found[2]), 1)


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
