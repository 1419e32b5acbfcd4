"""`Finding`: something odd in a workflow's numbers, with the evidence (method.md 4.7). It speaks of no person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Check(StrEnum):
    """What was looked for."""

    LARGE_ENTRY = "a large quantity in one entry"
    HIGH_VALUE = "a high value for each outcome"
    BUNCHED = "entries bunched at the end of a month"
    SPLIT_UNITS = "units split into smaller ones"
    INFLATED = "more logged than recorded"
    FAILED_AUDITS = "audits that did not confirm what was claimed"
    SANDBAGGED = "a baseline above its own history"
    HIDDEN_COST = "cost that lost its tag"
    QUALITY_LOST = "cost that fell together with quality"

    @property
    def is_request(self) -> bool:
        """Whether it only asks for a confirmation or for evidence, as it will of one honest entry in many."""
        return self in {Check.LARGE_ENTRY, Check.HIGH_VALUE}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was measured is beyond the limit; `reason` is a sentence to be shown to the workflow's owner as it is.

    `measured` and `limit` are in the unit of the check, which the reason says. `evidence` holds ids of entries, days
    or names of windows by which the reader finds it again.
    """

    check: Check
    workflow: str
    measured: float
    limit: float
    evidence: tuple[str, ...] = ()
    reason: str
