"""The ledger's charges as FOCUS 1.2, with what FOCUS has no column for in `x_` columns of our own.

What the ledger does not know stays an empty cell. Who used what is in no column, in no form.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TextIO

from sqlalchemy import Connection

from bot.facts.charge import ChargeCategory
from bot.facts.money import plain
from bot.facts.periods import DAY, Period, midnight, month_of
from bot.ledger import placed
from bot.ledger.placed import PlacedCharge
from bot.providers.bill_scope import FOCUS
from bot.providers.bill_spread import MOST_DAYS

COLUMNS = (
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ServiceCategory",
    "ServiceName",
    "SkuMeter",
    "SubAccountId",
    "SubAccountName",
    "Tags",
    "x_AllocationClass",
    "x_Basis",
    "x_Bill",
    "x_Connection",
    "x_Key",
    "x_Model",
    "x_Team",
    "x_TokenType",
    "x_Workflow",
)
"""All columns that are mandatory in FOCUS 1.2, known or not, and the conditional ones that the ledger knows.

`x_Bill` names the bill a charge stood in, as its import did: two bills of one account that hold the same charge stay
two. It is empty for charges read from an API.
"""

_CATEGORIES = {
    ChargeCategory.USAGE: "Usage",
    ChargeCategory.SEAT: "Purchase",
    ChargeCategory.COMMITMENT: "Purchase",
    ChargeCategory.CREDIT: "Credit",
    ChargeCategory.ADJUSTMENT: "Adjustment",
    ChargeCategory.TAX: "Tax",
}
_SERVICE = "AI and Machine Learning"
_SPAN_SIGN = ".."
_NO_TAGS = "{}"


@dataclass(frozen=True, kw_only=True)
class Written:
    """How many rows were written, and how many charges were not, because nobody knows what was billed for them."""

    rows: int
    left_out: int


def write(connection: Connection, out: TextIO, days: Iterable[date], advance: Callable[[int], None]) -> Written:
    """Write the header and every additive charge of the UTC days as CSV, in one order always.

    A charge without a known billed cost is left out and counted: FOCUS allows no empty cell there, and 0 would say
    that it cost nothing. `advance` is called with 1 for each day done.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = left_out = 0
    for day in days:
        for charge in placed.of_day(connection, day):
            if charge.billed is None:
                left_out += 1
                continue
            cells = row(charge)
            writer.writerow([cells.get(column) for column in COLUMNS])
            rows += 1
        advance(1)
    return Written(rows=rows, left_out=left_out)


def row(charge: PlacedCharge) -> Mapping[str, str | None]:
    """One charge row by column; None is null. Amounts are exact decimals, instants ISO in UTC."""
    category = ChargeCategory(charge.category)
    quantity = {ChargeCategory.USAGE: "Consumed", ChargeCategory.TAX: None}.get(category, "Pricing")
    return {
        "BilledCost": _amount(charge.billed),
        "BillingCurrency": charge.currency,
        "ChargeCategory": _CATEGORIES[category],
        "ChargeClass": "Correction" if charge.correction else None,
        "ChargeDescription": _description(charge),
        "ChargePeriodEnd": _instant(_ends_at(charge)),
        "ChargePeriodStart": _instant(charge.starts_at),
        "EffectiveCost": _amount(charge.effective),
        "ListCost": _amount(charge.list),
        "ProviderName": charge.provider,
        "ServiceName": charge.line_item,
        "SkuMeter": charge.token_type,
        "SubAccountId": charge.sub_account,
        "SubAccountName": charge.sub_account_name,
        "Tags": None if charge.tags == _NO_TAGS else charge.tags,
        "x_AllocationClass": charge.allocation_class,
        "x_Basis": charge.basis,
        "x_Connection": charge.connection,
        "x_Key": charge.key,
        "x_Model": charge.model,
        "x_Team": charge.team,
        "x_TokenType": charge.token_type,
        "x_Workflow": charge.workflow,
        **(_of_bill(charge) if charge.source == FOCUS else _of_api(charge)),
        **({} if quantity is None else {f"{quantity}Quantity": charge.quantity, f"{quantity}Unit": charge.unit}),
    }


def _of_bill(charge: PlacedCharge) -> Mapping[str, str | None]:
    """What the import of a bill kept of its labels, in the key of its scope (`focus_row.scope`)."""
    span = charge.scope.rpartition("|")[2]
    start, _, end = span.partition(_SPAN_SIGN)
    return {
        "BillingAccountId": charge.billing_account,
        "BillingPeriodEnd": _instant(midnight(date.fromisoformat(end))),
        "BillingPeriodStart": _instant(midnight(date.fromisoformat(start))),
        "InvoiceIssuerName": charge.scope.removesuffix(f"|{charge.billing_account or ''}|{span}"),
        "x_Bill": charge.scope,
    }


def _of_api(charge: PlacedCharge) -> Mapping[str, str | None]:
    """An API knows no bill: it is the provider's own, to the connection's account, for the calendar month."""
    month = _month(charge.day)
    return {
        "BillingAccountId": charge.billing_account or charge.connection,
        "BillingPeriodEnd": _instant(month.ends_at),
        "BillingPeriodStart": _instant(month.starts_at),
        "InvoiceIssuerName": charge.provider,
        "PublisherName": charge.provider,
        "ServiceCategory": _SERVICE,
    }


@lru_cache(maxsize=4096)
def _month(day: date) -> Period:
    return month_of(day)


def _ends_at(charge: PlacedCharge) -> datetime:
    """Where the row's period ends, so that reading it back counts it on the same days.

    A charge for several days is stored with its effective cost spread over them, a row a day (`bill_spread`): each
    row says its own day, or the reader would spread it again. What the reader leaves whole keeps its whole period.
    """
    days = (charge.ends_at - charge.starts_at) / DAY
    if days <= 1 or days > MOST_DAYS or not charge.effective:
        return charge.ends_at
    return min(charge.ends_at, midnight(charge.day + DAY))


def _description(charge: PlacedCharge) -> str | None:
    """What was charged for, as far as its parts are known, each said once."""
    parts = dict.fromkeys(part for part in (charge.line_item, charge.model, charge.token_type) if part)
    return ", ".join(parts) or None


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)


@lru_cache(maxsize=4096)
def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
