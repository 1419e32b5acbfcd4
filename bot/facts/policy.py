"""`Policy`: the numbers of the method that an organisation chooses. They are conventions and no science (method.md).

What is said with one of them says that it is a policy. Money is in the organisation's reporting currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from bot.facts.grade import Grade

_WEIGHTS = MappingProxyType(
    {
        Grade.NONE: Decimal(0),
        Grade.REPORTED: Decimal("0.25"),
        Grade.CONFIRMED: Decimal("0.50"),
        Grade.RECORDED: Decimal("0.90"),
        Grade.VALIDATED: Decimal("1.00"),
    }
)
_DOUBTS = MappingProxyType(
    {
        Grade.NONE: 0.80,
        Grade.REPORTED: 0.80,
        Grade.CONFIRMED: 0.50,
        Grade.RECORDED: 0.25,
        Grade.VALIDATED: 0.10,
    }
)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The defaults are those of method.md; each field names the section it comes from."""

    change_margin: float = 1.10
    """A change by less than this factor is never news (3.3)."""
    same_within: float = 1.25
    """A range that lies whole within this factor of the baseline is about the same (3.3)."""
    false_discoveries: float = 0.10
    """The false discovery rate of any list that is chosen across teams (3.3)."""
    usual_correlation: float = 0.3
    """How alike a week is to the one before it, where the organisation has not measured it (3.2)."""
    anomaly_from: Decimal = Decimal(25)
    """An excess or a shortfall of a day below this is no anomaly (3.6)."""
    creep_from: Decimal = Decimal(100)
    """An excess of seven days below this is no creep (3.6)."""
    quiet_below: Decimal = Decimal(10)
    """A scope whose usual day is below this has no anomalies (3.6)."""
    weights: Mapping[Grade, Decimal] = field(default_factory=lambda: _WEIGHTS, hash=False)
    """How much of a claim of a grade counts, until audits tell (4.3)."""
    doubts: Mapping[Grade, float] = field(default_factory=lambda: _DOUBTS, hash=False)
    """The standard deviation of the logarithm of a value by its grade (4.5)."""
    weight_of_prior: int = 20
    """A prior weight counts as much as so many audited claims of average size (4.3)."""
    redeployed: Decimal = Decimal("0.5")
    """How much of an hour that went to a named, tracked piece of work is captured (4.2)."""
    most_hours: Decimal = Decimal("0.30")
    """Of a team's paid hours in a week no larger share is claimed as freed (4.6 D3)."""
    paid_hours: Decimal = Decimal(40)
    """The hours a person is paid for in a week (4.6 D3)."""
    material_from: Decimal = Decimal(1000)
    """A workflow is material from this spend in eight weeks on, where the share below is not more (5.1)."""
    material_share: Decimal = Decimal("0.01")
    """... or from this share of what the organisation has allocated in the eight weeks (5.1)."""
    high_cost_share: Decimal = Decimal("0.02")
    """A workflow whose share of the organisation's spend is at least this is one of high cost (5.1)."""
    least_coverage: Decimal = Decimal("0.80")
    """Below this coverage of its team no workflow is judged (5.1)."""
    least_acceptance: float = 0.60
    """Quality is worse where even the upper end of acceptance lies below this (5.1)."""
    ramp_weeks: int = 8
    """So many weeks after its launch a workflow is not judged for low value (4.5)."""
    largest_entry: int = 50
    """A larger quantity in one entry needs the owner's confirmation (4.7)."""
    fewest_shown: int = 5
    """Of fewer people nothing is said apart; it may only be raised (4.8)."""


DEFAULT = Policy()
"""The policy of method.md, in force where the organisation says nothing else."""
