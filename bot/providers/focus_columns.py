"""The header row of a FOCUS file: which columns it has, in any order, and the cells of a row by column name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from bot.providers import bill_digest
from bot.providers.bill_cells import CellError, instant
from bot.providers.bill_digest import one_number
from bot.providers.bill_header import refuse_doubled, refuse_other_separators
from bot.providers.focus_tags import tags

MANDATORY = (
    "BilledCost",
    "BillingCurrency",
    "BillingPeriodStart",
    "BillingPeriodEnd",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "ChargeCategory",
)
PROVIDER_COLUMNS = ("ServiceProviderName", "ProviderName")
"""FOCUS 1.3 renamed the provider's column and 1.4 removed the old one; either will do, the newer is asked first."""

LABELS = ("InvoiceIssuerName", "BillingPeriodStart", "BillingPeriodEnd")
"""What names the bill a row stands in, and is written now so, now so: no part of what tells rows apart in the bill."""

_READ = (
    *MANDATORY,
    *PROVIDER_COLUMNS,
    *LABELS,
    "BillingAccountId",
    "ChargeClass",
    "ConsumedQuantity",
    "ConsumedUnit",
    "EffectiveCost",
    "ListCost",
    "PricingQuantity",
    "PricingUnit",
    "ServiceCategory",
    "ServiceName",
    "SkuId",
    "SkuMeter",
    "SubAccountId",
    "SubAccountName",
    "Tags",
)
_SPELLED = {name.lower(): name for name in _READ}


class FocusColumns:
    """The columns of one file, in any letter case; a header with a missing or a doubled column raises CellError.

    `amortized` says whether the file tells effective cost apart from billed cost; `added` are the columns that are
    the provider's own, which FOCUS has begin with `x_`, and `models` those of them that name the model.
    """

    def __init__(self, header: Sequence[str]) -> None:
        refuse_other_separators(header)
        header = _spelled([name.strip() for name in header])
        refuse_doubled(header)
        missing = [name for name in MANDATORY if name not in header]
        if not any(name in header for name in PROVIDER_COLUMNS):
            missing.append(" or ".join(PROVIDER_COLUMNS))
        if missing:
            raise CellError(
                ", ".join(missing),
                "missing from the header, and FOCUS makes it mandatory; "
                "export the Cost and Usage dataset again as FOCUS 1.0 to 1.4, separated by commas, with its header row",
            )
        self.amortized = "EffectiveCost" in header
        self.added = tuple(name for name in header if name.lower().startswith("x_"))
        self.models = tuple(sorted(name for name in header if name.lower() == "x_model"))
        order = sorted(range(len(header)), key=lambda at: (header[at].lower(), header[at]))
        self._names = tuple(header[at] for at in order)
        self._in_name_order = itemgetter(*order)

    def row(self, cells: Sequence[str]) -> dict[str, str]:
        """The cells that are not null (empty or the text NULL) by column, in the order of the column names."""
        pairs = zip(self._names, self._in_name_order(cells), strict=True)
        return {name: text for name, text in pairs if text and text != "NULL"}


def digest(row: Mapping[str, str]) -> bytes:
    """16 bytes that say what a row holds: the same for any order and letter case of the columns and any kind of null,
    and for any way to write an amount, an instant and the tags, so that CSV and Parquet say the same.

    The labels of its bill are left out, so that the row is known again in an export that labels the bill otherwise.
    """
    return bill_digest.digest(row, but=LABELS, one_way=_ONE_WAY)


@lru_cache(maxsize=4096)
def _one_instant(text: str) -> str:
    try:
        return instant(text).isoformat()
    except ValueError:
        return text


@lru_cache(maxsize=4096)
def _one_set_of_tags(text: str) -> str:
    return json.dumps(dict(tags(text)), sort_keys=True)


_ONE_WAY: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("BilledCost", "ContractedCost", "EffectiveCost", "ListCost"), one_number),
    **dict.fromkeys(("ConsumedQuantity", "PricingQuantity"), one_number),
    **dict.fromkeys(("ContractedUnitPrice", "ListUnitPrice", "CommitmentDiscountQuantity"), one_number),
    **dict.fromkeys(("ChargePeriodStart", "ChargePeriodEnd"), _one_instant),
    "Tags": _one_set_of_tags,
}


def _spelled(header: Sequence[str]) -> list[str]:
    """The header with the columns that are read as FOCUS spells them, unless one is there in that spelling already."""
    exact = set(header)

    def spelled(name: str) -> str:
        known = _SPELLED.get(name.lower(), name)
        return name if known in exact else known

    return [spelled(name) for name in header]
