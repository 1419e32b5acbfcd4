"""The header row of a FOCUS file: which columns it has, in any order, and the cells of a row by column name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from operator import itemgetter

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


class CellError(ValueError):
    """What is wrong in one column; the text is the sentence, the reader of the file adds its name and the line."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


class FocusColumns:
    """The columns of one file; a header with a missing or a doubled column raises CellError.

    `amortized` says whether the file tells effective cost apart from billed cost; `added` are the columns that are
    the provider's own, which FOCUS has begin with `x_`.
    """

    def __init__(self, header: Sequence[str]) -> None:
        header = [name.strip() for name in header]
        doubled = [name or "(no name)" for name, times in Counter(header).items() if times > 1]
        if doubled:
            raise CellError(", ".join(doubled), "stands more than once in the header; keep one column of that name")
        missing = [name for name in MANDATORY if name not in header]
        if not any(name in header for name in PROVIDER_COLUMNS):
            missing.append(" or ".join(PROVIDER_COLUMNS))
        if missing:
            raise CellError(
                ", ".join(missing),
                "missing from the header, and FOCUS makes it mandatory; "
                "export the file again as FOCUS 1.0 to 1.4, separated by commas, with its header row",
            )
        self.amortized = "EffectiveCost" in header
        self.added = tuple(name for name in header if name.startswith("x_"))
        self._names = tuple(sorted(header))
        self._in_name_order = itemgetter(*sorted(range(len(header)), key=header.__getitem__))

    def row(self, cells: Sequence[str]) -> dict[str, str]:
        """The cells that are not null (empty or the text NULL) by column, in the order of the column names."""
        pairs = zip(self._names, self._in_name_order(cells), strict=True)
        return {name: text for name, text in pairs if text and text != "NULL"}


def digest(row: Mapping[str, str]) -> bytes:
    """16 bytes that say what a row holds: the same for any order of columns and any way to write null.

    A file with a NUL byte is refused, so the NULs between names and values cannot be taken for content.
    """
    return blake2b("\0".join([*row, *row.values()]).encode(), digest_size=16).digest()
