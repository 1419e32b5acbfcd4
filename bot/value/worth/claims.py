"""`Claim`: one benefit of one workflow in money, and how well it is evidenced (method.md 1.10, 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.facts.grade import Grade


class Ledger(StrEnum):
    """The ledgers that are in money; quality and cycle time are the fifth, in their own units (method.md 4.1)."""

    CASH = "cash"
    """Costs that were removed, or revenue margin that was booked."""
    CAPACITY = "capacity"
    """Hours freed, and where they went."""
    REVENUE = "revenue influence"
    """Contribution margin with the share of it that is attributed."""
    RISK = "risk"
    """Modelled expected loss avoided."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One benefit of a window, in the organisation's reporting currency.

    `claimed` is the benefit at face value, `captured` the part of it that counts as money at all; both are negative
    where the work took more than it did before. `hours` are those freed behind it, None where it is not of hours.
    """

    id: str
    workflow: str
    ledger: Ledger
    claimed: Decimal
    captured: Decimal
    grade: Grade
    hours: Decimal | None = None
