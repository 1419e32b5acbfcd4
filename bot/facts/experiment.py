"""`Experiment`: a question that may cost so much until a day, and is not judged meanwhile (method.md 1.15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LONGEST_WEEKS = 13
"""An experiment ends within so many weeks; to extend it is to write a new one."""


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """What is asked, from `since` (in) to `until` (out), for at most `envelope` of effective cost in `currency`."""

    question: str
    envelope: Decimal
    currency: str
    since: date
    until: date
