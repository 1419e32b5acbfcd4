"""Rows that occur more than once: FOCUS rows have no id, and two identical charges are two charges."""

from __future__ import annotations

from array import array
from collections import Counter
from itertools import pairwise

_SHELVES = 256


class Fingerprints:
    """64 bits of every row's digest, 8 bytes a row, so that millions of rows can be remembered."""

    def __init__(self) -> None:
        self._shelves = [array("Q") for _ in range(_SHELVES)]

    def add(self, digest: bytes) -> None:
        """Remember one row."""
        self._shelves[digest[0]].append(_fingerprint(digest))

    def repeated(self) -> frozenset[int]:
        """The fingerprints that more than one row has; by chance also one or another that only looks alike."""
        found = set[int]()
        for shelf in self._shelves:
            found.update(one for one, following in pairwise(sorted(shelf)) if one == following)
        return frozenset(found)


class RowIds:
    """Ids for the rows of one pass: the digest, and from the second identical row on its ordinal too."""

    def __init__(self, repeated: frozenset[int]) -> None:
        self._repeated = repeated
        self._seen: Counter[bytes] = Counter()

    def next(self, digest: bytes) -> str:
        """The id of the next row that has this digest, unique within the pass and the same in every pass."""
        if _fingerprint(digest) not in self._repeated:
            return digest.hex()
        self._seen[digest] += 1
        ordinal = self._seen[digest]
        return digest.hex() if ordinal == 1 else f"{digest.hex()}-{ordinal}"


def _fingerprint(digest: bytes) -> int:
    return int.from_bytes(digest[:8])
