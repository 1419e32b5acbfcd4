"""FOCUS billing files, versions 1.0 to 1.4."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.providers.bill_set import BillRow, BillSet, ReadRow, RowId
from bot.providers.focus_columns import FocusColumns, digest
from bot.providers.focus_row import charge, scope, sub_account_name


def focus_files(paths: Sequence[Path]) -> BillSet:
    """The FOCUS files of one command."""
    return BillSet(paths, focus_rows)


def focus_rows(header: Sequence[str]) -> ReadRow:
    """What reads the rows below a FOCUS header; CellError names the columns that are missing."""
    columns = FocusColumns(header)

    def read(cells: Sequence[str], row_id: RowId) -> BillRow:
        row = columns.row(cells)
        mark, where = digest(row), scope(row)
        return BillRow(mark, where, charge(row, columns=columns, row_id=row_id(mark, where)), sub_account_name(row))

    return read
