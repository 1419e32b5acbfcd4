"""The AI usage report that GitHub exports as CSV: one line per day, person, model and SKU.

Columns are found by name: their order and their number differ between exports (providers.md 3.4; they come from
exports that people showed, not from GitHub's documentation). Pure: any iterable of text will do.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.facts.money import amount, to_nanos
from bot.providers.github_units import unit

MANDATORY = (
    "date",
    "username",
    "product",
    "sku",
    "model",
    "quantity",
    "unit_type",
    "gross_amount",
    "discount_amount",
    "net_amount",
)


class ReportError(ValueError):
    """Why a report cannot be read: the sentence, its line (from 1), its column (empty where a whole line is meant)."""

    def __init__(self, line: int, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.column = column


@dataclass(frozen=True, kw_only=True)
class Line:
    """Use of one day in US dollars: `gross` at list price, of which the pool of the plan pays `discount`.

    `username` is None where nobody is named, as for the cloud agent, or where the source tells no people apart.
    `price` is that of one unit on the day; `discount_quantity` what the pool paid for, None where the source says only
    what that is worth. How many tokens it were is left alone: no cost is divided by them.
    """

    day: date
    product: str
    sku: str
    model: str | None
    unit: str
    quantity: Decimal
    gross: Decimal
    discount: Decimal
    net: Decimal
    price: Decimal | None = None
    discount_quantity: Decimal | None = None
    username: str | None = None
    organization: str | None = None
    repository: str | None = None
    cost_center: str | None = None


def lines(text: Iterable[str]) -> Iterator[Line]:
    """Each line of the report, the header being the first; ReportError at the first fault.

    `text` is the report in pieces that end where its lines do, as an open file gives them (`newline=""`). A report
    without lines below its header is one of a time without use.
    """
    reader = csv.reader(_checked(text), strict=True)
    header: list[str] | None = None
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise ReportError(start, "", f"the line is not proper CSV ({error}); export the report again") from None
        if not cells:
            continue
        if header is None:
            header = columns(cells, start)
            continue
        if len(cells) != len(header):
            said = f"the line has {len(cells)} cells, the header {len(header)}; export the report again"
            raise ReportError(start, "", said)
        yield line_of(dict(zip(header, cells, strict=True)), start)
    if header is None:
        raise ReportError(1, "", "the report is empty and lacks even its header; export it again")


def _checked(text: Iterable[str]) -> Iterator[str]:
    for number, piece in enumerate(text, start=1):
        if "\0" in piece:
            raise ReportError(number, "", "the line holds a NUL character, it is damaged; export the report again")
        yield piece.removeprefix("\ufeff") if number == 1 else piece


def columns(cells: Sequence[str], line: int = 1) -> list[str]:
    """The columns of the header, in lower case; ReportError where one is missing or stands twice."""
    header = [cell.strip().lower() for cell in cells]
    doubled = sorted(name for name, times in Counter(header).items() if times > 1)
    if doubled:
        raise ReportError(line, doubled[0], "stands more than once in the header; keep one column of that name")
    missing = [name for name in MANDATORY if name not in header]
    if missing:
        said = "missing from the header; export the AI usage report again, separated by commas, with its header row"
        raise ReportError(line, ", ".join(missing), said)
    return header


@dataclass(frozen=True)
class _Row:
    """The cells of one line by column."""

    line: int
    cells: Mapping[str, str]

    def optional(self, column: str) -> str | None:
        return self.cells.get(column, "").strip() or None

    def text(self, column: str) -> str:
        found = self.optional(column)
        if found is None:
            raise self.refused(column, "is empty")
        return found

    def number(self, column: str) -> Decimal:
        text = self.text(column)
        try:
            found = amount(text)
            to_nanos(found)
        except ValueError:
            raise self.refused(column, "is not a number that the ledger can hold") from None
        return found

    def optional_number(self, column: str) -> Decimal | None:
        return None if self.optional(column) is None else self.number(column)

    def day(self, column: str) -> date:
        text = self.text(column)
        try:
            return day_of(text)
        except ValueError:
            raise self.refused(column, "is not a day such as 2026-11-19") from None

    def refused(self, column: str, how: str) -> ReportError:
        return ReportError(self.line, column, f"{how}; export the report again")


def line_of(cells: Mapping[str, str], number: int = 1) -> Line:
    """The line whose cells these are by column; ReportError names the column that cannot be read."""
    row = _Row(number, cells)
    return Line(
        day=row.day("date"),
        product=row.text("product"),
        sku=row.text("sku"),
        model=row.optional("model"),
        unit=unit(row.text("unit_type")),
        quantity=row.number("quantity"),
        gross=row.number("gross_amount"),
        discount=row.number("discount_amount"),
        net=row.number("net_amount"),
        price=row.optional_number("applied_cost_per_quantity"),
        username=row.optional("username"),
        organization=row.optional("organization"),
        repository=row.optional("repository"),
        cost_center=row.optional("cost_center_name"),
    )


def day_of(text: str) -> date:
    """The UTC day that GitHub writes as `2026-11-19` or `2026-11-19T00:00:00Z`; ValueError where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(text).date()
