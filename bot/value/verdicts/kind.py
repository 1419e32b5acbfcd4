"""What a verdict can be: its kind, the rule of the table that gave it, what it rests on, and its place on the grid."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The verdict as people read it (method.md 5.2)."""

    EXPERIMENT = "Experiment"
    MEASURE_FIRST = "Measure first"
    FIX = "Fix"
    STOP = "Stop"
    KEEP = "Keep"
    EXPAND = "Expand"


class Rule(StrEnum):
    """The row of the decision table that matched first (method.md 5.2)."""

    R0 = "R0"
    R0B = "R0b"
    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"
    R5 = "R5"
    R6 = "R6"
    R7 = "R7"
    R8 = "R8"
    R9 = "R9"
    R10 = "R10"


class Ground(StrEnum):
    """What a verdict rests on; two are the same verdict where both their kind and their ground are."""

    DECLARED = "a declared experiment"
    QUALITY = "quality"
    SIZE = "size"
    DATA = "missing data"
    LOSS = "value below cost"
    RETURN = "value above cost"
    DOUBT = "uncertain value"
    RAMP = "the first weeks"


class Quadrant(StrEnum):
    """Where cost and value put a workflow (method.md 5.3): derived from the verdict, never a second logic."""

    EXPAND = "high cost, value proven"
    INTERVENE = "high cost, value uncertain"
    WASTE = "high cost, value below cost"
    TARGETED = "low cost, value proven"
    LEAVE = "low cost, value not proven"
    OFF = "off the grid"


GROUNDS = {
    Rule.R0: Ground.DECLARED,
    Rule.R0B: Ground.DECLARED,
    Rule.R1: Ground.QUALITY,
    Rule.R2: Ground.SIZE,
    Rule.R3: Ground.DATA,
    Rule.R4: Ground.LOSS,
    Rule.R5: Ground.LOSS,
    Rule.R6: Ground.RETURN,
    Rule.R7: Ground.RETURN,
    Rule.R8: Ground.DOUBT,
    Rule.R9: Ground.RAMP,
    Rule.R10: Ground.LOSS,
}
"""What each rule rests on."""

_PROVEN = frozenset({Rule.R6, Rule.R7})
_WASTE = frozenset({Rule.R4, Rule.R5, Rule.R10})


def quadrant(rule: Rule, kind: Kind, *, is_high_cost: bool) -> Quadrant:
    """The place on the grid that follows from a verdict; cost decides the row, never tokens or users."""
    if rule in {Rule.R0, Rule.R0B}:
        return Quadrant.OFF
    if rule is Rule.R2:
        return Quadrant.LEAVE
    if rule in _PROVEN:
        is_expanding = kind is Kind.EXPAND or (rule is Rule.R6 and is_high_cost)
        return Quadrant.EXPAND if is_expanding else Quadrant.TARGETED
    if not is_high_cost:
        return Quadrant.LEAVE
    return Quadrant.WASTE if rule in _WASTE else Quadrant.INTERVENE
