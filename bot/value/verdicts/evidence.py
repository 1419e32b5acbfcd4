"""Which grade a workflow's value rests on, given how much of it has which (method.md 4.5, 5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bot.facts.grade import Grade


def carrying(weighted: Mapping[Grade, Decimal]) -> Grade:
    """The best grade that, with those better than it, carries at least half of the weighted value.

    `Grade.NONE` while nothing is captured. What takes value away carries nothing.
    """
    total = sum((max(part, Decimal(0)) for part in weighted.values()), Decimal(0))
    carried = Decimal(0)
    for grade in sorted(weighted, reverse=True):
        carried += max(weighted[grade], Decimal(0))
        if carried > 0 and 2 * carried >= total:
            return grade
    return Grade.NONE


def largest(weighted: Mapping[Grade, Decimal]) -> Grade:
    """The grade with the largest share, the lower where two are equal: its doubt is taken for all of the value."""
    most, grade = max(((part, -grade) for grade, part in weighted.items()), default=(Decimal(0), 0))
    return Grade(-grade) if most > 0 else Grade.NONE
