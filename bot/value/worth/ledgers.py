"""The five ledgers, which are never one sum, and the one figure of money that heads them (method.md 4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.facts.grade import Grade
from bot.value.worth.claims import Claim, Ledger
from bot.value.worth.evidence import Worth, worth


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One line of the fifth ledger: a quality or a cycle time before and now, in its natural unit."""

    name: str
    unit: str
    before: Decimal | None
    now: Decimal | None
    grade: Grade


@dataclass(frozen=True, kw_only=True)
class Ledgers:
    """What a workflow or a team was worth in a window, in one currency, by ledger; there is no sum of all.

    `hours` are all that were freed, `redeployed` the part of the capacity that counts as money. `solid_revenue` is
    the revenue from a system of record or validated by finance, `solid_risk` the risk that finance validated.
    """

    cash: Worth
    capacity: Worth
    revenue: Worth
    risk: Worth
    quality: tuple[Measure, ...] = ()
    hours: Decimal = Decimal(0)
    redeployed: Worth
    solid_revenue: Worth
    solid_risk: Worth

    @property
    def headline(self) -> Worth:
        """Cash, redeployed capacity and G3 or G4 revenue margin: its `weighted` is the figure of money that is said."""
        return self.cash + self.redeployed + self.solid_revenue

    @property
    def returned(self) -> Worth:
        """What is held against the cost in a return: the headline, and risk once finance has validated it (4.4)."""
        return self.headline + self.solid_risk

    @property
    def at_face_value(self) -> Decimal:
        """The most generous reading, which only a verdict asks for: every claim believed, whatever ledger (5.1)."""
        return self.cash.claimed + self.capacity.claimed + self.revenue.claimed + self.risk.claimed


def ledgers(claims: Iterable[Claim], weights: Mapping[Grade, Decimal], quality: Iterable[Measure] = ()) -> Ledgers:
    """The claims, which are in one currency and cut where counted twice, sorted into their ledgers."""
    by_ledger: dict[Ledger, list[Claim]] = {ledger: [] for ledger in Ledger}
    for claim in claims:
        by_ledger[claim.ledger].append(claim)
    capacity, revenue, risk = (by_ledger[one] for one in (Ledger.CAPACITY, Ledger.REVENUE, Ledger.RISK))
    freed = [claim.hours for found in by_ledger.values() for claim in found if claim.hours is not None]
    return Ledgers(
        cash=worth(by_ledger[Ledger.CASH], weights),
        capacity=worth(capacity, weights),
        revenue=worth(revenue, weights),
        risk=worth(risk, weights),
        quality=tuple(quality),
        hours=sum(freed, Decimal(0)),
        redeployed=worth((claim for claim in capacity if claim.captured), weights),
        solid_revenue=worth((claim for claim in revenue if claim.grade >= Grade.RECORDED), weights),
        solid_risk=worth((claim for claim in risk if claim.grade >= Grade.VALIDATED), weights),
    )
