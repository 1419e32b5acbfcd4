"""The billing files of one command, of whatever form: read twice, checked whole before anything is handed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType

from bot.errors import ImportRefusedError
from bot.facts.charge import Charge, Scope
from bot.providers.bill_cells import CellError
from bot.providers.bill_check import BillCheck, BillSummary, Names
from bot.providers.bill_file import BillFile
from bot.providers.bill_repeats import FirstPlace, GivenIds, RowIds
from bot.providers.bill_row import BillRow, ReadHeader, ReadRow, RowId
from bot.providers.bill_spread import spread
from bot.providers.csv_file import Progress


class BillSet:
    """The files of one command, which replace their scopes together or not at all.

    `check` reads everything and refuses what cannot be read for sure; `charges` reads again and hands the rows over
    one by one. Neither keeps rows in memory.
    """

    def __init__(self, paths: Sequence[Path], form: ReadHeader) -> None:
        times = Counter(path.name for path in paths)
        self._files = [
            BillFile(path, path.name if path.name and times[path.name] == 1 else str(path)) for path in paths
        ]
        self._form = form
        self._checked: BillCheck | None = None
        self._repeated: frozenset[int] = frozenset()

    def size(self) -> int:
        """The bytes of all files as they lie on the disk, where progress ends; a missing file counts nothing."""
        return sum(file.path.stat().st_size for file in self._files if file.path.is_file())

    def check(self, progress: Progress) -> BillSummary:
        """Read every file to its end; ImportRefusedError `file:line:column: sentence` at the first fault."""
        self._checked = None
        self._refuse_no_file_or_one_twice()
        check = BillCheck()
        for file in self._files:
            check.begin(file)
            for line, row in self._rows(file, _unnumbered, progress):
                other = check.add(line, row)
                if other is not None:
                    raise self._differs(file, line, row, other)
            check.end()
        self._repeated = check.repeats().fingerprints
        self._checked = check
        return check.summary(self.size())

    def charges(self, progress: Progress | None = None) -> Iterator[tuple[Scope, Charge]]:
        """Every row that is taken as a charge with its scope, in the order of files and lines; `check` has passed.

        A row for more than a day is a charge for each of its days (`bill_spread`).

        An id that the file gives counts once. Other ids are made from the content of a row, whatever the order of
        columns, rows and files; identical rows are numbered. A file that is no longer what was checked is refused, at
        the latest at its end: store nothing before the last charge has come.
        """
        if self._checked is None:
            raise RuntimeError("check() must pass before charges() are read")
        ids, given = RowIds(self._repeated), GivenIds()
        for file in self._files:
            content = blake2b(digest_size=16)
            for line, row in self._rows(file, ids.next, progress or _ignore):
                content.update(row.whole)
                if row.is_taken and (row.given is None or given.first(row, file, line).is_here(file, line)):
                    for part in (part for one in row.charges for part in spread(one)):
                        yield row.scope, part
            if self._checked.contents.get(file) != content.digest():
                raise file.refused(1, "", "the file has changed since it was checked; import it again")

    def names(self) -> Mapping[str, Names]:
        """By connection, the last name each sub account has in the files; complete once `check` has passed."""
        found = self._checked.names if self._checked is not None else {}
        return MappingProxyType({connection: MappingProxyType(names) for connection, names in found.items()})

    def scopes(self) -> Mapping[Path, frozenset[Scope]]:
        """The scopes that each file has rows of, taken or not; complete once `check` has passed."""
        return MappingProxyType(self._checked.scopes if self._checked is not None else {})

    def _refuse_no_file_or_one_twice(self) -> None:
        if not self._files:
            raise ImportRefusedError("There is no bill to read; name at least one file")
        seen = set[Path]()
        for file in self._files:
            path = file.path.resolve()
            if path in seen:
                raise file.refused(1, "", "the same file is named twice, its charges would count twice; name it once")
            seen.add(path)

    def _differs(self, file: BillFile, line: int, row: BillRow, other: FirstPlace) -> ImportRefusedError:
        """The refusal of a row whose id another row has; that one is looked up again for what differs."""
        there = next(found for at, found in self._rows(other.file, _unnumbered, _ignore) if at == other.line).cells
        columns = [name for name in {**row.cells, **there} if row.cells.get(name) != there.get(name)]
        place = f"{other.file.name}:{other.line}"
        sentence = f"the id {row.given} stands in {place} too, with another {columns[0]}; give each charge its own id"
        return file.refused(line, columns[0], sentence)

    def _rows(self, file: BillFile, row_id: RowId, progress: Progress) -> Iterator[tuple[int, BillRow]]:
        read: ReadRow | None = None
        empty = True
        with closing(file.records(progress)) as records:
            for line, cells in records:
                try:
                    if read is None:
                        read = self._form(cells)
                        continue
                    found = read(cells, row_id)
                except CellError as error:
                    raise file.refused(line, error.column, str(error)) from None
                empty = False
                yield line, found
        if read is None:
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
