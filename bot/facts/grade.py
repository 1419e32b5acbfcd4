"""`Grade`: how well a claim is evidenced (method.md 1.10). A count, its minutes and its money each have their own."""

from __future__ import annotations

from enum import IntEnum


class Grade(IntEnum):
    """Higher is better evidenced; a claim made of several has the lowest of them."""

    NONE = 0
    REPORTED = 1
    """By whoever did it (G1)."""
    CONFIRMED = 2
    """By the workflow's owner, or a peer who is not the reporter (G2)."""
    RECORDED = 3
    """From a system of record, or matched to one by id (G3)."""
    VALIDATED = 4
    """By finance (G4)."""
