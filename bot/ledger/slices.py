"""Many values in as many statements as they need: one statement of SQLite may not have them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

_AT_ONCE = 400
"""Below the number of variables one SQLite statement may have, also where each value is two."""

T = TypeVar("T")


def slices(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in their order, so many at once as one statement may have."""
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
