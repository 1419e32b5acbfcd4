"""FOCUS billing files, versions 1.0 to 1.4."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.facts.bill_limit import BillLimit
from bot.providers.bill_limits import takes
from bot.providers.bill_row import BillRow, ReadHeader, ReadRow, RowId
from bot.providers.bill_set import BillSet
from bot.providers.focus_columns import FocusColumns, digest
from bot.providers.focus_row import charge, scope, sub_account_name


def focus_files(paths: Sequence[Path], limits: Sequence[BillLimit] = ()) -> BillSet:
    """The FOCUS files of one command; of what they hold the limits take a part."""
    return BillSet(paths, _form(limits))


def _form(limits: Sequence[BillLimit]) -> ReadHeader:
    taken = takes(limits)

    def read_header(header: Sequence[str]) -> ReadRow:
        columns = FocusColumns(header)

        def read(cells: Sequence[str], row_id: RowId) -> BillRow:
            row = columns.row(cells)
            mark, where = digest(row), scope(row)
            one = charge(row, columns=columns, row_id=row_id(mark, where))
            is_taken = taken(one.provider, one.line_item, row.get("ServiceCategory"), row.get("SkuId"))
            return BillRow(mark, where, one, sub_account_name(row), is_taken)

        return read

    return read_header
