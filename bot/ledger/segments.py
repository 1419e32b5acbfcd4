"""Pure: all time cut into spans, and each charge of a span into parts, by rules, memberships and overlaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate, pairwise
from math import lcm

from bot.facts.shares import shares
from bot.ledger.allocation import BEGINNING, MOST_PARTS, NEVER, AllocationClass, Cell, Placement, Segment
from bot.ledger.claims import Claim, Claimants

_MOST_REMEMBERED = 10_000

_Part = tuple[str, str, AllocationClass, int, int, int, str | None]
"""A segment without its dates."""


def segments(cell: Cell, placement: Placement) -> tuple[Segment, ...]:
    """Whose the cell's charges are, for all time: span after span, the segments of each as `Segment` says.

    The spans touch, do not overlap and leave no day out; neighbours that say the same are one. What changes from a day
    on leaves the days before as they were (AC-E2).
    """
    return _cut_time(Claimants.of(cell, placement))


class Segmenter:
    """`segments` for many cells, remembered for those that the same rules claim for the same person."""

    def __init__(self, placement: Placement) -> None:
        self._placement = placement
        self._known: dict[tuple[str | None, ...], tuple[Segment, ...]] = {}

    def segments(self, cell: Cell) -> tuple[Segment, ...]:
        """As the function says."""
        cell = self._placement.of_one_person(cell)
        claimants = Claimants.of(cell, self._placement)
        reasons = (reason for reason, _ in (*claimants.overlaps, *claimants.rules))
        key = (cell.person if claimants.memberships else None, *reasons)
        if key not in self._known:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = _cut_time(claimants)
        return self._known[key]


def _cut_time(claimants: Claimants) -> tuple[Segment, ...]:
    turns = sorted({BEGINNING, *(day for day in claimants.turns() if BEGINNING < day < NEVER)})
    spans: list[tuple[date, tuple[_Part, ...]]] = []
    for day in turns:
        parts = tuple(_cut(claimants.on(day)))
        if not spans or spans[-1][1] != parts:
            spans.append((day, parts))
    ends = [since for since, _ in spans[1:]] + [NEVER]
    return tuple(
        Segment(since, until, *part) for (since, parts), until in zip(spans, ends, strict=True) for part in parts
    )


def _cut(claims: Sequence[Claim]) -> Iterator[_Part]:
    """The claims of a day side by side; one too small to have a part of its own is left to the others."""
    in_order = sorted(claims, key=lambda claim: (-claim.part, claim.team, claim.workflow))
    cuts = [0, *accumulate(_sizes(in_order))]
    for claim, (low, high) in zip(in_order, pairwise(cuts), strict=True):
        if low < high:
            yield claim.team, claim.workflow, claim.allocation_class, low, high, cuts[-1], claim.reason


def _sizes(claims: Sequence[Claim]) -> list[int]:
    """How many parts each claim has: exact, or where that takes more than `MOST_PARTS`, to the nearest of so many."""
    parts = lcm(*(claim.part.denominator for claim in claims))
    exact = [claim.part.numerator * (parts // claim.part.denominator) for claim in claims]
    return exact if parts <= MOST_PARTS else shares(MOST_PARTS, exact)
