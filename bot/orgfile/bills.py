"""Limits of the org file: what of a cloud's bill is taken."""

from __future__ import annotations

from bot.facts.bill_limit import BillLimit
from bot.orgfile.table import Table

_FIELDS = ("service", "service_category", "sku")


def bill(table: Table) -> BillLimit:
    """What is taken of the bills of one provider, or of everybody."""
    limit = BillLimit(
        provider=table.optional_text("provider"),
        service=table.texts("service"),
        service_category=table.texts("service_category"),
        sku=table.texts("sku"),
    )
    if table.is_table and not any(table.has(field) for field in _FIELDS):
        table.refuse("provider", f"say what is taken of the bill: one of {', '.join(_FIELDS)}")
    for field in _FIELDS:
        if table.has(field) and table.values[field] == []:
            table.refuse(field, f"an empty list of {field} would take nothing; name some, or take it out")
    return limit
