"""Made-up FOCUS rows with the oddities of real ones, and files made of them."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

Row = Mapping[str, str]

USAGE: Row = {
    "BilledCost": "0.00000080000",
    "BillingAccountId": "4711",
    "BillingCurrency": "USD",
    "BillingPeriodEnd": "2026-10-01 00:00:00",
    "BillingPeriodStart": "2026-09-01 00:00:00",
    "ChargeCategory": "Usage",
    "ChargeClass": "NULL",
    "ChargePeriodEnd": "2026-09-18 23:00:00",
    "ChargePeriodStart": "2026-09-18 22:00:00",
    "ConsumedQuantity": "2.000000000000000",
    "ConsumedUnit": "Tokens",
    "ContractedCost": "NULL",
    "EffectiveCost": "0.00000070000",
    "InvoiceIssuerName": "Nimbus Cloud, Inc.",
    "ListCost": "0.00000090000",
    "PricingQuantity": "0.00000200000",
    "PricingUnit": "1M Tokens",
    "ProviderName": "Nimbus Cloud",
    "Id": "17",
    "ServiceName": "Model Hosting",
    "SkuMeter": "Output tokens",
    "SubAccountId": "acc-9",
    "SubAccountName": "Refund bot",
    "Tags": '{"team": "support", "Project": "Foo"}',
}


def row(**cells: str) -> Row:
    """The usual row with some cells of its own."""
    return {**USAGE, **cells}


def without(*columns: str) -> Row:
    """The usual row without some columns."""
    return {column: text for column, text in USAGE.items() if column not in columns}


def csv_text(rows: Sequence[Row], *, columns: Sequence[str] | None = None, end: str = "\n") -> str:
    """A CSV text with the columns in the order given (by default that of the first row)."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns or list(rows[0]), lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(path: Path, rows: Sequence[Row], *, bom: bool = False, gz: bool = False, end: str = "\n") -> Path:
    """A FOCUS file of these rows."""
    data = csv_text(rows, end=end).encode("utf-8-sig" if bom else "utf-8")
    path.write_bytes(gzip.compress(data, mtime=0) if gz else data)
    return path
