"""An organisation's own CSV, for whatever no provider's API and no FOCUS file tells: a row is a charge.

Nothing in it is guessed: days are ISO, numbers have a point, a column that is not known is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from bot.facts.charge import Charge, ChargeCategory
from bot.facts.currencies import CURRENCIES
from bot.facts.periods import DAY, Period, midnight, month_of
from bot.providers import bill_cells, focus_columns
from bot.providers.bill_cells import CellError, amount, known, needed, number, shown, slug
from bot.providers.bill_digest import digest, one_number, written
from bot.providers.bill_header import refuse_doubled, refuse_other_separators
from bot.providers.bill_row import BillRow, ReadRow, RowId
from bot.providers.bill_scope import OWN, bill_scope
from bot.providers.bill_set import BillSet

MANDATORY = ("provider", "amount", "currency")
DAYS = ("date", "since", "until")
"""Either the day, or the first day that is in and the first that is out."""
OPTIONAL = ("account", "project", "key", "model", "person", "line_item", "category", "quantity", "unit", "id")
TAG = "tag:"
"""Before the name of a tag, as the name of a column."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_OF_FOCUS = frozenset(name.lower() for name in focus_columns.MANDATORY)
_FEWEST_OF_FOCUS = 3
_CATEGORIES = {one.value: one for one in ChargeCategory}
_ONE_WAY = {"amount": one_number, "quantity": one_number, "currency": str.upper, "person": str.lower}
Row = Mapping[str, str]


def own_files(paths: Sequence[Path]) -> BillSet:
    """The files of one command in the organisation's own form."""
    return BillSet(paths, own_rows)


def own_rows(header: Sequence[str]) -> ReadRow:
    """What reads the rows below a header; CellError names the columns that are missing or not known."""
    columns = _columns(header)

    def read(cells: Sequence[str], row_id: RowId) -> BillRow:
        pairs = sorted(zip(columns, cells, strict=True))
        row = {name: text for name, text in pairs if text and text != "NULL"}
        return _read(row, row_id)

    return read


def _columns(header: Sequence[str]) -> Sequence[str]:
    refuse_other_separators(header)
    columns = [_called(name.strip()) for name in header]
    refuse_doubled(columns)
    known_columns = (*DAYS, *MANDATORY, *OPTIONAL)
    if len(_OF_FOCUS & set(columns)) >= _FEWEST_OF_FOCUS:
        raise CellError("", "this looks like a FOCUS bill; read it with: denominator import focus")
    strange = [name for name in columns if name not in known_columns and not name.startswith(TAG)]
    if strange:
        sentence = f"is not known here; known are {', '.join(known_columns)}, and {TAG}NAME for anything else"
        raise CellError(", ".join(name or "(no name)" for name in strange), sentence)
    missing = [name for name in MANDATORY if name not in columns]
    if "date" in columns and ("since" in columns or "until" in columns):
        raise CellError("date", "stands beside since and until; a row is for one day, or from one day to another")
    if "date" not in columns:
        missing += [name for name in ("since", "until") if name not in columns]
    if missing == ["since", "until"]:
        missing = ["date"]
    if missing:
        raise CellError(", ".join(missing), "missing from the header; docs/reference.md lists the columns")
    return columns


def _called(name: str) -> str:
    lower = name.lower()
    return TAG + name[len(TAG) :].strip() if lower.startswith(TAG) else lower


def _read(row: Row, row_id: RowId) -> BillRow:
    days = _days(row)
    provider, account = needed(row, "provider", slug), row.get("account")
    connection = f"{OWN}:{provider}:{account}" if account else f"{OWN}:{provider}"
    where = bill_scope(connection, issuer=provider, account=account or "", days=month_of(days.start))
    one_way = written(row, _ONE_WAY)
    mark, given = digest(one_way), row.get("id")
    billed = needed(row, "amount", amount)
    charge = Charge(
        id=_escaped(given) if given else row_id(mark, where),
        provider=provider,
        starts_at=midnight(days.start),
        ends_at=midnight(days.end),
        currency=needed(row, "currency", currency),
        billed_cost=billed,
        effective_cost=billed,
        category=known(row, "category", category) or ChargeCategory.USAGE,
        billing_account=account,
        sub_account=row.get("project"),
        key=row.get("key"),
        model=row.get("model"),
        line_item=row.get("line_item"),
        person=known(row, "person", email),
        quantity=known(row, "quantity", number),
        unit=row.get("unit"),
        tags={name.removeprefix(TAG): text for name, text in row.items() if name.startswith(TAG)},
    )
    return BillRow(mark, where, charge, given=given, cells=one_way)


def _days(row: Row) -> Period:
    if "since" not in row and "until" not in row:
        start = needed(row, "date", day)
        return Period(start, start + DAY)
    start, end = needed(row, "since", day), needed(row, "until", day)
    if start >= end:
        raise CellError("until", f"{end} is not after since {start}; until is the first day that is out")
    return Period(start, end)


def day(text: str) -> date:
    """A UTC day, `2026-10-05`."""
    if _DAY.fullmatch(text):
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = date.max
        if found < date.max:  # the day after it must be one too
            return found
    raise ValueError(f"{shown(text)} is not a day; write it like 2026-10-05, other forms are not guessed")


def currency(text: str) -> str:
    """A currency of ISO 4217, upper-cased."""
    code = bill_cells.currency(text)
    if code not in CURRENCIES:
        raise ValueError(f"{shown(text)} is no currency of ISO 4217; write the one that was billed, like USD")
    return code


def category(text: str) -> ChargeCategory:
    """The charge category by its own name."""
    found = _CATEGORIES.get(text.lower())
    if found is None:
        raise ValueError(f"{shown(text)} is no category; it must be one of {', '.join(_CATEGORIES)}")
    return found


def email(text: str) -> str:
    """The e-mail of a person, in lower case."""
    if not _EMAIL.fullmatch(text):
        raise ValueError(f"{shown(text)} is no e-mail; write it like ana@acme.example, or leave the cell empty")
    return text.lower()


def _escaped(given: str) -> str:
    """The id as the ledger has it: the @ is for the later days of a charge for several (`bill_spread`)."""
    return given.replace("%", "%25").replace("@", "%40")
