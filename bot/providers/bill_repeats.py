"""Rows that occur more than once: without an id two identical charges are two, with one they are one."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, groupby
from operator import itemgetter
from typing import NamedTuple

from bot.facts.charge import Scope
from bot.providers.bill_file import BillFile
from bot.providers.bill_row import BillRow

_SHELVES = 256


@dataclass(frozen=True, kw_only=True)
class Repeats:
    """The fingerprints that more than one row has (by chance also one that only looks alike), and how many rows any
    two parts have in common, by the numbers of the parts, the lower first.
    """

    fingerprints: frozenset[int]
    shared: Counter[tuple[int, int]]


class Fingerprints:
    """64 bits of every row's digest and the number of its part, 12 bytes a row, so that millions can be remembered."""

    def __init__(self) -> None:
        self._shelves = [(array("Q"), array("i")) for _ in range(_SHELVES)]

    def add(self, digest: bytes, part: int | None) -> None:
        """Remember one row; without a part it is not counted as shared."""
        fingerprints, parts = self._shelves[digest[0]]
        fingerprints.append(_fingerprint(digest))
        parts.append(-1 if part is None else part)

    def repeats(self) -> Repeats:
        """What was added more than once."""
        found, shared = set[int](), Counter[tuple[int, int]]()
        for fingerprint, parts in self._runs():
            found.add(fingerprint)
            times = Counter(part for part in parts if part >= 0)
            for one, other in combinations(sorted(times), 2):
                shared[one, other] += min(times[one], times[other])
        return Repeats(fingerprints=frozenset(found), shared=shared)

    def _runs(self) -> Iterator[tuple[int, list[int]]]:
        for fingerprints, parts in self._shelves:
            for fingerprint, run in groupby(sorted(zip(fingerprints, parts, strict=True)), key=itemgetter(0)):
                found = [part for _, part in run]
                if len(found) > 1:
                    yield fingerprint, found


class RowIds:
    """Ids for the rows of one pass: the digest, and from the second identical row of a scope on its ordinal too."""

    def __init__(self, repeated: frozenset[int]) -> None:
        self._repeated = repeated
        self._seen: Counter[tuple[bytes, Scope]] = Counter()

    def next(self, digest: bytes, scope: Scope) -> str:
        """The id of the next row that has this digest, unique within its scope and the same in every pass."""
        if _fingerprint(digest) not in self._repeated:
            return digest.hex()
        self._seen[digest, scope] += 1
        ordinal = self._seen[digest, scope]
        return digest.hex() if ordinal == 1 else f"{digest.hex()}-{ordinal}"


class FirstPlace(NamedTuple):
    """Where an id stands first, and all that its row holds."""

    whole: bytes
    file: BillFile
    line: int

    def is_here(self, file: BillFile, line: int) -> bool:
        """Whether this is the place."""
        return self.file == file and self.line == line


class GivenIds:
    """The ids that files give their rows: one id is one charge of a connection, however often it stands there."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str | None], FirstPlace] = {}

    def first(self, row: BillRow, file: BillFile, line: int) -> FirstPlace:
        """Where the row's id stands first: here, where it was not met before."""
        return self._first.setdefault((row.scope.connection, row.given), FirstPlace(row.whole, file, line))


def _fingerprint(digest: bytes) -> int:
    return int.from_bytes(digest[:8])
