"""`Charge`: one line of cost as a provider states it, in FOCUS words (FOCUS 1.2 glossary; style.md 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class ChargeCategory(StrEnum):
    """What kind of charge it is (FOCUS ChargeCategory; a seat or commitment is a FOCUS Purchase)."""

    USAGE = "usage"
    SEAT = "seat"
    COMMITMENT = "commitment"
    CREDIT = "credit"
    ADJUSTMENT = "adjustment"
    TAX = "tax"


class Basis(StrEnum):
    """How the effective cost is known: billed per line, a share of a bill, by list price, or inside a seat's pool."""

    MEASURED = "measured"
    ALLOCATED = "allocated"
    ESTIMATED = "estimated"
    INCLUDED = "included"


@dataclass(frozen=True, order=True)
class Scope:
    """What one reading replaces as a whole: (connection, UTC day) of an API; issuer, account, month of a bill."""

    connection: str
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Charge:
    """One charge row of one connection.

    Amounts are in `currency`, None where the source does not say. The charge period is half-open UTC; the
    charge belongs to the UTC day it starts on. `id` comes from the source and is unique inside its scope of
    replacement. `person` is the provider's own id or e-mail of a person: the ledger stores only its pseudonym.
    `continued` marks a later day's part of a charge for several days, which is counted on its first day only.
    """

    id: str
    provider: str
    starts_at: datetime
    ends_at: datetime
    currency: str
    billed_cost: Decimal | None
    effective_cost: Decimal | None
    list_cost: Decimal | None = None
    category: ChargeCategory = ChargeCategory.USAGE
    basis: Basis = Basis.MEASURED
    correction: bool = False
    billing_account: str | None = None
    sub_account: str | None = None
    key: str | None = None
    model: str | None = None
    line_item: str | None = None
    token_type: str | None = None
    person: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    additive: bool = True
    continued: bool = False
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        for at in (self.starts_at, self.ends_at):
            if at.tzinfo is None or at.utcoffset() != UTC.utcoffset(None):
                raise ValueError(f"charge {self.id}: {at} is not a UTC instant")
        if self.starts_at >= self.ends_at:
            raise ValueError(f"charge {self.id}: its period ends at {self.ends_at}, not after it starts")

    @property
    def day(self) -> date:
        """The UTC day the charge belongs to."""
        return self.starts_at.date()
