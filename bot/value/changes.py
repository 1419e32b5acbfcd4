"""Whether the underlying cost has changed, and when that may be said (method.md 3.3)."""

from __future__ import annotations

from enum import StrEnum


class Change(StrEnum):
    """What the comparison of a window with its baseline says."""

    IMPROVED = "improved"
    WORSE = "worse"
    SAME = "about the same"
    NO_CALL = "no call yet"
    NOT_ENOUGH = "not enough data"
