"""Blocks of people's doings that may be said, so that no two answers ever speak of fewer than five by their difference.

`cohorts.sayable` judges one breakdown of one whole. Where several are asked for, what one leaves unsaid can be had
from another: a finer breakdown of it, or a longer period less a shorter one. So the finest cells are joined into
blocks, each of which may be said alone, and a sum is said only where it is a union of blocks. The difference of two
such sums is a union of blocks again, and a union of what may be said may be said: it is of at least as many people, and
one person's part of it is no larger than the largest part of a block that is one person's (method.md 4.8).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from bot.value.cohorts import Cohort, may_be_said, together

Key = TypeVar("Key", bound=Hashable)


def blocks(cells: Mapping[Key, Cohort], levels: Sequence[Callable[[Key], Hashable]]) -> tuple[frozenset[Key], ...]:
    """The cells joined until each block may be said, as finely as the levels allow; those that never can are left out.

    Each level tells what a cell belongs to, the finest first: what may not be said is joined within one group of a
    level before it is joined beyond it, and never beyond one of the last level. Let the last be the period that is
    published at once: what has been said of an earlier one is then never changed by a later one.
    """
    found = [frozenset({key}) for key in sorted(cells, key=str)]
    for level in levels:
        groups: defaultdict[Hashable, list[frozenset[Key]]] = defaultdict(list)
        for block in found:
            groups[level(min(block, key=str))].append(block)
        found = [block for group in groups.values() for block in _joined(group, cells)]
    return tuple(sorted((block for block in found if _may_be(block, cells)), key=lambda block: min(map(str, block))))


def is_union(part: Iterable[Key], of: Iterable[frozenset[Key]]) -> bool:
    """Whether the cells of a sum are whole blocks, so that it may be said; so are no cells at all."""
    wanted = frozenset(part)
    return wanted == frozenset[Key]().union(*(block for block in of if block <= wanted))


def _joined(group: Sequence[frozenset[Key]], cells: Mapping[Key, Cohort]) -> list[frozenset[Key]]:
    """Those that may not be said as one block, with the smallest of the others as long as it may not be said either."""
    rest = frozenset[Key]().union(*(block for block in group if not _may_be(block, cells)))
    others = sorted(
        (block for block in group if _may_be(block, cells)),
        key=lambda block: (together(cells[key] for key in block).people, min(map(str, block))),
    )
    while rest and others and not _may_be(rest, cells):
        rest |= others.pop(0)
    return [*others, rest] if rest else others


def _may_be(block: frozenset[Key], cells: Mapping[Key, Cohort]) -> bool:
    return may_be_said(together(cells[key] for key in block))
