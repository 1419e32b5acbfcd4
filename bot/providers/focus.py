"""FOCUS billing files, versions 1.0 to 1.4, as CSV: read twice, checked whole before anything is handed over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from bot.errors import ImportRefusedError
from bot.facts.charge import Charge, Scope
from bot.facts.periods import DAY, Period
from bot.providers.focus_columns import CellError, FocusColumns, digest
from bot.providers.focus_csv import CsvFile, Progress
from bot.providers.focus_repeats import Fingerprints, RowIds
from bot.providers.focus_row import charge, scope, sub_account_name
from bot.providers.focus_spread import spread
from bot.providers.focus_twins import Part, refuse_twins

Names = Mapping[tuple[str, str], str]
"""(kind, id) to the name that people gave it, as in `Reading.names`."""


@dataclass(frozen=True, kw_only=True)
class FocusSummary:
    """What the files of one command hold together: `bytes` as on the disk, `period` the UTC days charges start on."""

    rows: int
    bytes: int
    scopes: tuple[Scope, ...]
    period: Period


class FocusFiles:
    """The FOCUS files of one command, which replace their scopes together or not at all.

    `check` reads everything and refuses what cannot be read for sure; `charges` reads again and hands the rows over
    one by one. Neither keeps rows in memory: of each row 12 bytes remain, to tell identical rows apart.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        times = Counter(path.name for path in paths)
        self._files = [CsvFile(path, path.name if path.name and times[path.name] == 1 else str(path)) for path in paths]
        self._contents: dict[bytes, CsvFile] = {}
        self._repeated: frozenset[int] = frozenset()
        self._names: Mapping[str, Names] = {}

    def size(self) -> int:
        """The bytes of all files as they lie on the disk, where progress ends; a missing file counts nothing."""
        return sum(file.path.stat().st_size for file in self._files if file.path.is_file())

    def check(self, progress: Progress) -> FocusSummary:
        """Read every file to its end; ImportRefusedError `file:line:column: sentence` at the first fault."""
        self._refuse_no_file_or_one_twice()
        self._contents = {}
        contents: dict[bytes, CsvFile] = {}
        names = defaultdict[str, dict[tuple[str, str], str]](dict)
        fingerprints, parts, days, rows = Fingerprints(), list[Part](), set[date](), 0
        for file in self._files:
            content, of_file = blake2b(digest_size=16), dict[Scope, Part]()
            for row in _rows(file, _unnumbered, progress):
                rows += 1
                content.update(row.whole)
                part = of_file.get(row.scope)
                if part is None:
                    part = of_file[row.scope] = Part(len(parts), file, row.scope)
                    parts.append(part)
                fingerprints.add(row.digest, part.number if part.takes(row.charge) else None)
                days.add(row.charge.day)
                if row.charge.sub_account and row.sub_account_name:
                    names[row.scope.connection]["sub_account", row.charge.sub_account] = row.sub_account_name
            twin = contents.setdefault(content.digest(), file)
            if twin != file:
                sentence = "the charges would count twice; leave one of the files out"
                raise file.refused(1, "", f"the same rows stand in {twin.name}, {sentence}")
        repeats = fingerprints.repeats()
        refuse_twins(parts, repeats.shared)
        self._contents, self._names, self._repeated = contents, names, repeats.fingerprints
        scopes = tuple(sorted({part.scope for part in parts}))
        return FocusSummary(rows=rows, bytes=self.size(), scopes=scopes, period=Period(min(days), max(days) + DAY))

    def charges(self, progress: Progress | None = None) -> Iterator[tuple[Scope, Charge]]:
        """Every row as a charge with its scope, file by file in the order of lines; `check` must have passed before.

        A row for more than a day is a charge for each of its days (`focus_spread`).

        Ids are made from the content of a row, whatever the order of columns, rows and files; identical rows are
        numbered. A file that is no longer what was checked is refused, at the latest at its end: store nothing
        before the last charge has come.
        """
        if not self._contents:
            raise RuntimeError("check() must pass before charges() are read")
        ids = RowIds(self._repeated)
        for file in self._files:
            content = blake2b(digest_size=16)
            for row in _rows(file, ids.next, progress or _ignore):
                content.update(row.whole)
                for part in spread(row.charge):
                    yield row.scope, part
            if self._contents.get(content.digest()) != file:
                raise file.refused(1, "", "the file has changed since it was checked; import it again")

    def names(self) -> Mapping[str, Names]:
        """By connection, the last name each sub account has in the files; complete once `check` has passed."""
        return MappingProxyType({connection: MappingProxyType(names) for connection, names in self._names.items()})

    def _refuse_no_file_or_one_twice(self) -> None:
        if not self._files:
            raise ImportRefusedError("There is no FOCUS file to read; name at least one CSV file")
        seen = set[Path]()
        for file in self._files:
            path = file.path.resolve()
            if path in seen:
                raise file.refused(1, "", "the same file is named twice, its charges would count twice; name it once")
            seen.add(path)


class _Row(NamedTuple):
    digest: bytes
    scope: Scope
    charge: Charge
    sub_account_name: str | None

    @property
    def whole(self) -> bytes:
        """What the row holds, and in which bill: `digest` and the labels that it leaves out."""
        return self.digest + self.scope.key.encode()


def _rows(file: CsvFile, row_id: Callable[[bytes, Scope], str], progress: Progress) -> Iterator[_Row]:
    columns, empty = None, True
    with closing(file.records(progress)) as records:
        for line, cells in records:
            try:
                if columns is None:
                    columns = FocusColumns(cells)
                    continue
                row = columns.row(cells)
                mark, where = digest(row), scope(row)
                read = charge(row, columns=columns, row_id=row_id(mark, where))
                found = _Row(mark, where, read, sub_account_name(row))
            except CellError as error:
                raise file.refused(line, error.column, str(error)) from None
            empty = False
            yield found
    if columns is None:
        raise file.refused(1, "", "the file is empty; export it again")
    if empty:
        raise file.refused(
            1, "", "the file has a header and no charges, and nothing would replace the bill; export it again"
        )


def _unnumbered(digest: bytes, _: Scope) -> str:
    """The id of a row while it is only checked."""
    return digest.hex()


def _ignore(_: int) -> None:
    """The progress nobody watches."""
