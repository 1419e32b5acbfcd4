"""What one pass over the files of a command finds: what they hold together, and what would count twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path

from bot.facts.charge import Scope
from bot.facts.left_out import LeftOut
from bot.facts.periods import DAY, Period
from bot.providers.bill_file import BillFile
from bot.providers.bill_limits import LeftOuts
from bot.providers.bill_repeats import Fingerprints, FirstPlace, GivenIds, Repeats
from bot.providers.bill_row import BillRow
from bot.providers.bill_twins import Part, refuse_twins

Names = Mapping[tuple[str, str], str]
"""(kind, id) to the name that people gave it, as in `Reading.names`."""


@dataclass(frozen=True, kw_only=True)
class BillSummary:
    """What the files of one command hold together: `bytes` as on the disk, `period` the UTC days charges start on.

    `rows` are those taken, `repeated` those that stand there again under the same id and count once, `left_out` what
    the org file's limits keep out.
    """

    rows: int
    bytes: int
    scopes: tuple[Scope, ...]
    period: Period
    left_out: tuple[LeftOut, ...] = ()
    repeated: int = 0


class BillCheck:
    """Takes every row of every file, file by file; of a row without an id 12 bytes remain."""

    def __init__(self) -> None:
        self.contents: dict[BillFile, bytes] = {}
        self.scopes: dict[Path, frozenset[Scope]] = {}
        self.names = defaultdict[str, dict[tuple[str, str], str]](dict)
        self._twins: dict[bytes, BillFile] = {}
        self._parts: list[Part] = []
        self._fingerprints, self._given, self._left_out = Fingerprints(), GivenIds(), LeftOuts()
        self._days: set[date] = set()
        self._rows = self._repeated = 0

    def begin(self, file: BillFile) -> None:
        """The rows to come are of this file."""
        self._file, self._content = file, blake2b(digest_size=16)
        self._of_file: dict[Scope, Part] = {}
        self._all_have_ids = True

    def add(self, line: int, row: BillRow) -> FirstPlace | None:
        """Take one row; the place of another one that has its id and says something else."""
        self._content.update(row.whole)
        self._days.add(row.charge.day)
        part = self._part(row.scope)
        self._all_have_ids &= row.given is not None
        if not row.is_taken:
            self._left_out.add(row)
            return None
        if row.charge.sub_account and row.sub_account_name:
            self.names[row.scope.connection]["sub_account", row.charge.sub_account] = row.sub_account_name
        if row.given is None:
            self._rows += 1
            self._fingerprints.add(row.digest, part.number if part.takes(row.charges) else None)
            return None
        first = self._given.first(row, self._file, line)
        is_new = first.is_here(self._file, line)
        self._rows += is_new
        self._repeated += not is_new
        return None if first.whole == row.whole else first

    def end(self) -> None:
        """The file has no more rows; ImportRefusedError where it is a copy of another one."""
        self.contents[self._file] = content = self._content.digest()
        self.scopes[self._file.path] = frozenset(self._of_file)
        twin = self._file if self._all_have_ids else self._twins.setdefault(content, self._file)
        if twin != self._file:
            sentence = "the charges would count twice; leave one of the files out"
            raise self._file.refused(1, "", f"the same rows stand in {twin.name}, {sentence}")

    def repeats(self) -> Repeats:
        """The rows without an id that occur more than once; ImportRefusedError where two parts are one bill."""
        found = self._fingerprints.repeats()
        refuse_twins(self._parts, found.shared)
        return found

    def summary(self, size: int) -> BillSummary:
        """What all files hold together."""
        return BillSummary(
            rows=self._rows,
            bytes=size,
            scopes=tuple(sorted({part.scope for part in self._parts})),
            period=Period(min(self._days), max(self._days) + DAY),
            left_out=self._left_out.found(),
            repeated=self._repeated,
        )

    def _part(self, scope: Scope) -> Part:
        part = self._of_file.get(scope)
        if part is None:
            part = self._of_file[scope] = Part(len(self._parts), self._file, scope)
            self._parts.append(part)
        return part
