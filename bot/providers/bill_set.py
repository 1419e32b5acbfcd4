"""The billing files of one command, of whatever form: read twice, checked whole before anything is handed over."""

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
from bot.facts.left_out import LeftOut
from bot.facts.periods import DAY, Period
from bot.providers.bill_cells import CellError
from bot.providers.bill_file import BillFile
from bot.providers.bill_limits import LeftOuts
from bot.providers.bill_repeats import Fingerprints, RowIds
from bot.providers.bill_spread import spread
from bot.providers.bill_twins import Part, refuse_twins
from bot.providers.csv_file import Progress

Names = Mapping[tuple[str, str], str]
"""(kind, id) to the name that people gave it, as in `Reading.names`."""

RowId = Callable[[bytes, Scope], str]
"""Gives a row its id, by its digest and its scope."""


class BillRow(NamedTuple):
    """One row: the bill it stands in, what it charges, and `digest`, which says what it holds but for the bill."""

    digest: bytes
    scope: Scope
    charge: Charge
    sub_account_name: str | None = None
    is_taken: bool = True

    @property
    def whole(self) -> bytes:
        """What the row holds, and in which bill."""
        return self.digest + self.scope.key.encode()


ReadRow = Callable[[Sequence[str], RowId], BillRow]
"""Reads the cells of a row; CellError names the column that cannot be read."""

ReadHeader = Callable[[Sequence[str]], ReadRow]
"""What a form of bills is: reads a header and returns what reads the rows below it; CellError as above."""


@dataclass(frozen=True, kw_only=True)
class BillSummary:
    """What the files of one command hold together: `bytes` as on the disk, `period` the UTC days charges start on.

    `rows` are those taken, `left_out` what the org file's limits keep out.
    """

    rows: int
    bytes: int
    scopes: tuple[Scope, ...]
    period: Period
    left_out: tuple[LeftOut, ...] = ()


class BillSet:
    """The files of one command, which replace their scopes together or not at all.

    `check` reads everything and refuses what cannot be read for sure; `charges` reads again and hands the rows over
    one by one. Neither keeps rows in memory: of each row 12 bytes remain, to tell identical rows apart.
    """

    def __init__(self, paths: Sequence[Path], form: ReadHeader) -> None:
        times = Counter(path.name for path in paths)
        self._files = [BillFile(path, path.name if times[path.name] == 1 else str(path)) for path in paths]
        self._form = form
        self._contents: dict[bytes, BillFile] = {}
        self._repeated: frozenset[int] = frozenset()
        self._names: Mapping[str, Names] = {}
        self._scopes: Mapping[Path, frozenset[Scope]] = {}

    def size(self) -> int:
        """The bytes of all files as they lie on the disk, where progress ends; a missing file counts nothing."""
        return sum(file.path.stat().st_size for file in self._files if file.path.is_file())

    def check(self, progress: Progress) -> BillSummary:
        """Read every file to its end; ImportRefusedError `file:line:column: sentence` at the first fault."""
        self._refuse_no_file_or_one_twice()
        self._contents = {}
        contents: dict[bytes, BillFile] = {}
        names = defaultdict[str, dict[tuple[str, str], str]](dict)
        fingerprints, parts, days, rows = Fingerprints(), list[Part](), set[date](), 0
        left_out, scopes = LeftOuts(), dict[Path, frozenset[Scope]]()
        for file in self._files:
            content, of_file = blake2b(digest_size=16), dict[Scope, Part]()
            for row in self._rows(file, _unnumbered, progress):
                content.update(row.whole)
                part = of_file.get(row.scope)
                if part is None:
                    part = of_file[row.scope] = Part(len(parts), file, row.scope)
                    parts.append(part)
                days.add(row.charge.day)
                if not row.is_taken:
                    left_out.add(row.scope, row.charge)
                    continue
                rows += 1
                fingerprints.add(row.digest, part.number if part.takes(row.charge) else None)
                if row.charge.sub_account and row.sub_account_name:
                    names[row.scope.connection]["sub_account", row.charge.sub_account] = row.sub_account_name
            scopes[file.path] = frozenset(of_file)
            twin = contents.setdefault(content.digest(), file)
            if twin != file:
                sentence = "the charges would count twice; leave one of the files out"
                raise file.refused(1, "", f"the same rows stand in {twin.name}, {sentence}")
        repeats = fingerprints.repeats()
        refuse_twins(parts, repeats.shared)
        self._contents, self._names, self._repeated = contents, names, repeats.fingerprints
        self._scopes = scopes
        return BillSummary(
            rows=rows,
            bytes=self.size(),
            scopes=tuple(sorted({part.scope for part in parts})),
            period=Period(min(days), max(days) + DAY),
            left_out=left_out.found(),
        )

    def charges(self, progress: Progress | None = None) -> Iterator[tuple[Scope, Charge]]:
        """Every row that is taken as a charge with its scope, in the order of files and lines; `check` has passed.

        A row for more than a day is a charge for each of its days (`bill_spread`).

        Ids are made from the content of a row, whatever the order of columns, rows and files; identical rows are
        numbered. A file that is no longer what was checked is refused, at the latest at its end: store nothing
        before the last charge has come.
        """
        if not self._contents:
            raise RuntimeError("check() must pass before charges() are read")
        ids = RowIds(self._repeated)
        for file in self._files:
            content = blake2b(digest_size=16)
            for row in self._rows(file, ids.next, progress or _ignore):
                content.update(row.whole)
                if row.is_taken:
                    for part in spread(row.charge):
                        yield row.scope, part
            if self._contents.get(content.digest()) != file:
                raise file.refused(1, "", "the file has changed since it was checked; import it again")

    def names(self) -> Mapping[str, Names]:
        """By connection, the last name each sub account has in the files; complete once `check` has passed."""
        return MappingProxyType({connection: MappingProxyType(names) for connection, names in self._names.items()})

    def scopes(self) -> Mapping[Path, frozenset[Scope]]:
        """The scopes that each file has rows of, taken or not; complete once `check` has passed."""
        return MappingProxyType(dict(self._scopes))

    def _refuse_no_file_or_one_twice(self) -> None:
        if not self._files:
            raise ImportRefusedError("There is no bill to read; name at least one file")
        seen = set[Path]()
        for file in self._files:
            path = file.path.resolve()
            if path in seen:
                raise file.refused(1, "", "the same file is named twice, its charges would count twice; name it once")
            seen.add(path)

    def _rows(self, file: BillFile, row_id: RowId, progress: Progress) -> Iterator[BillRow]:
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
                yield found
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
