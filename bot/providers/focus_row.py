"""One row of a FOCUS file as a `Charge` and the `Scope` it belongs to (FOCUS 1.0 to 1.4, column by column)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from bot.facts.charge import Charge, ChargeCategory, Scope
from bot.facts.periods import DAY, Period
from bot.providers.bill_cells import CellError, amount, currency, instant, known, needed, number, shown, slug
from bot.providers.bill_scope import FOCUS, bill_scope
from bot.providers.focus_columns import PROVIDER_COLUMNS, FocusColumns
from bot.providers.focus_tags import tags

_LAST_MINUTE = timedelta(minutes=1)
_CATEGORIES = {
    "usage": ChargeCategory.USAGE,
    "purchase": ChargeCategory.COMMITMENT,
    "tax": ChargeCategory.TAX,
    "credit": ChargeCategory.CREDIT,
    "adjustment": ChargeCategory.ADJUSTMENT,
}
Row = Mapping[str, str]
"""The cells of one row that are not null, by column name."""


def charge(row: Row, *, columns: FocusColumns, row_id: str) -> Charge:
    """The row as a charge, amounts in its BillingCurrency; CellError names the column that cannot be read.

    Where the file has no EffectiveCost column, the billed cost is the effective one. FOCUS has no model column: the
    model is known only where an `x_Model` column states it.
    """
    billed = needed(row, "BilledCost", amount)
    starts_at, ends_at = _span(row, "ChargePeriodStart", "ChargePeriodEnd")
    quantity, unit = _consumed(row)
    return Charge(
        id=row_id,
        provider=_provider(row),
        starts_at=starts_at,
        ends_at=ends_at,
        currency=needed(row, "BillingCurrency", currency),
        billed_cost=billed,
        effective_cost=known(row, "EffectiveCost", amount) if columns.amortized else billed,
        list_cost=known(row, "ListCost", amount),
        category=needed(row, "ChargeCategory", category),
        correction=row.get("ChargeClass", "").lower() == "correction",
        billing_account=row.get("BillingAccountId"),
        sub_account=row.get("SubAccountId"),
        model=next((row[name] for name in columns.models if name in row), None),
        line_item=row.get("ServiceName"),
        token_type=row.get("SkuMeter"),
        quantity=quantity,
        unit=unit,
        tags=_tags(row, columns.added),
    )


def scope(row: Row) -> Scope:
    """What an import of the row's bill replaces: (issuer, billing account, billing period), design.md 3.4.

    The billing period is named in UTC days; an end in the last minute of a day is the midnight that follows, because
    some exports write 23:59:59 for it.
    """
    starts_at, ends_at = _span(row, "BillingPeriodStart", "BillingPeriodEnd")
    account = row.get("BillingAccountId")
    issuer = row.get("InvoiceIssuerName") or row[_provider_column(row)]
    return _scope(account or _provider(row), issuer, account or "", starts_at, ends_at)


def sub_account_name(row: Row) -> str | None:
    """What people call the row's sub account, None where the file does not say."""
    return row.get("SubAccountName")


@lru_cache(maxsize=64)
def category(text: str) -> ChargeCategory:
    """The charge category; a FOCUS Purchase is a commitment here, seats being told apart only by seat APIs."""
    found = _CATEGORIES.get(text.lower())
    if found is None:
        raise ValueError(
            f"{shown(text)} is not a FOCUS charge category; it must be Usage, Purchase, Tax, Credit or Adjustment"
        )
    return found


@lru_cache(maxsize=1024)
def _scope(connection: str, issuer: str, account: str, starts_at: datetime, ends_at: datetime) -> Scope:
    start = starts_at.date()
    end = max((ends_at + _LAST_MINUTE).date(), start + DAY)
    return bill_scope(f"{FOCUS}:{connection}", issuer=issuer, account=account, days=Period(start, end))


def _provider_column(row: Row) -> str:
    for column in PROVIDER_COLUMNS:
        if column in row:
            return column
    raise CellError(
        " or ".join(PROVIDER_COLUMNS), "is empty, but every charge has a provider; fill it and import again"
    )


def _provider(row: Row) -> str:
    return needed(row, _provider_column(row), slug)


def _span(row: Row, start: str, end: str) -> tuple[datetime, datetime]:
    starts_at, ends_at = needed(row, start, instant), needed(row, end, instant)
    if starts_at >= ends_at:
        raise CellError(
            end, f"{row[end]} is not after {start} {row[start]}; a period must end after it starts, correct the row"
        )
    return starts_at, ends_at


def _consumed(row: Row) -> tuple[Decimal | None, str | None]:
    """What was used, with its unit; where the provider does not say, what was priced."""
    for quantity, unit in (("ConsumedQuantity", "ConsumedUnit"), ("PricingQuantity", "PricingUnit")):
        if quantity in row:
            return needed(row, quantity, number), row.get(unit)
    return None, None


def _tags(row: Row, added: Sequence[str]) -> Mapping[str, str]:
    own = tags(row.get("Tags", "{}"))
    there = {name: row[name] for name in added if name in row}
    return {**own, **there} if there else own
