"""The cells of a bill as values; each reader raises ValueError with the sentence that says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import MAXYEAR, UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeVar

from bot.facts import money

T = TypeVar("T")
LARGEST_AMOUNT = money.from_nanos(money.MAX_NANOS)
_LONGEST_SHOWN = 60
_MOST_DIGITS = 100
_FIRST_YEAR = 1970  # where the ledger's time begins; an earlier one is a year of two digits
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?![^ T])", re.ASCII)


class CellError(ValueError):
    """What is wrong in one column; the text is the sentence, the reader of the file adds its name and the line."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


def number(text: str) -> Decimal:
    """A finite decimal number exactly as written, `1.2E-7` included; no thousands separators, no currency sign."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    # Decimal also reads Infinity, 1_000, digits of other scripts and 1E+999999; none of these is a number in a bill.
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS or "_" in text or not text.isascii():
        raise ValueError(f"{shown(text)} is not a decimal number; write it like -1234.56 and import again")
    return value


def amount(text: str) -> Decimal:
    """A number that the ledger's 64-bit count of 1e-9 can hold."""
    value = number(text)
    if value.copy_abs() > LARGEST_AMOUNT:
        most = int(LARGEST_AMOUNT)
        raise ValueError(f"{shown(text)} is more than the ledger can hold ({most}); correct the amount or the currency")
    return value


@lru_cache(maxsize=4096)
def instant(text: str) -> datetime:
    """A UTC instant: `2024-09-18 23:00:00`, `2024-09-18T23:00:00Z`, with an offset, or a date alone; no zone is UTC."""
    early = False
    # The pattern comes first because fromisoformat would read 20240918 and 2024-W38-3 as well.
    if _DATE.match(text):
        with suppress(ValueError, OverflowError):
            at = datetime.fromisoformat(text.removesuffix(" UTC"))
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
            if _FIRST_YEAR <= at.year < MAXYEAR:  # the day after the last one must be a date too
                return at
            if at.year < _FIRST_YEAR:
                early = True
    if early:
        raise ValueError(f"{shown(text)} lies before {_FIRST_YEAR}; write the year in full and import again")
    raise ValueError(f"{shown(text)} is not a date; write it like 2024-09-18T23:00:00Z or 2024-09-18 and import again")


@lru_cache(maxsize=256)
def currency(text: str) -> str:
    """A currency code of three letters (ISO 4217), upper-cased."""
    if not (len(text) == 3 and text.isascii() and text.isalpha()):  # noqa: PLR2004  ISO 4217 is three letters
        raise ValueError(f"{shown(text)} is not a currency code of three letters; write it like USD and import again")
    return text.upper()


@lru_cache(maxsize=256)
def slug(text: str) -> str:
    """A provider's name as the ledger's word: lower case, `-` for each run of anything but letters and digits."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()
    if not words:
        raise ValueError(f"{shown(text)} is not the name of a provider; write the name and import again")
    return "-".join(words)


def known(row: Mapping[str, str], column: str, read: Callable[[str], T]) -> T | None:
    """What is read in a column, None where the cell is empty; CellError where it cannot be read."""
    return needed(row, column, read) if column in row else None


def needed(row: Mapping[str, str], column: str, read: Callable[[str], T]) -> T:
    """What is read in a column that may not be empty; CellError where it is or cannot be read."""
    text = row.get(column)
    if text is None:
        raise CellError(column, "is empty, and no row may be without it; fill it and import again")
    try:
        return read(text)
    except ValueError as error:
        raise CellError(column, str(error)) from None


def shown(text: str) -> str:
    """The text as an error quotes it, shortened."""
    return repr(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")
