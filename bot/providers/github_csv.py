"""GitHub's AI usage report as somebody downloaded it: what no enterprise's API has to be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.facts.periods import month_of
from bot.providers.bill_cells import CellError
from bot.providers.bill_digest import digest, one_number
from bot.providers.bill_row import BillRow, ReadRow, RowId
from bot.providers.bill_scope import OWN, bill_scope
from bot.providers.bill_set import BillSet
from bot.providers.github_bill import charges
from bot.providers.github_places import Places, is_copilot
from bot.providers.github_report import ReportError, columns, line_of

_ANYWHERE = Places()
_NUMBERS = ("quantity", "applied_cost_per_quantity", "gross_amount", "discount_amount", "net_amount")
_ONE_WAY = dict.fromkeys(_NUMBERS, one_number)


def github_files(paths: Sequence[Path]) -> BillSet:
    """The reports of one command."""
    return BillSet(paths, report_rows)


def report_rows(header: Sequence[str]) -> ReadRow:
    """What reads the rows of a report: of each what the plan's pool paid for and what was billed beside it, apart.

    A bill is an organization's month. Rows of other products than Copilot are left out. CellError names the column
    that is missing or cannot be read.
    """
    try:
        names = columns(header)
    except ReportError as error:
        raise CellError(error.column, str(error)) from None

    def read(cells: Sequence[str], row_id: RowId) -> BillRow:
        row = {name: text for name, text in sorted(zip(names, cells, strict=True)) if text}
        try:
            line = line_of(row)
        except ReportError as error:
            raise CellError(error.column, str(error)) from None
        account = _ANYWHERE.sub_account(line.organization)
        connection = f"{OWN}:github:{account}" if account else f"{OWN}:github"
        where = bill_scope(connection, issuer="github", account=account or "", days=month_of(line.day))
        mark = digest(row, one_way=_ONE_WAY)
        given = row_id(mark, where)
        first, *more = (
            replace(charge, id=f"{given}:{number}" if number else given)
            for number, charge in enumerate(charges([line], _ANYWHERE))
        )
        return BillRow(mark, where, first, is_taken=is_copilot(line.product), more=tuple(more))

    return read
