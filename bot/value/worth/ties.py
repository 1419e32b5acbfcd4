"""What a claim is tied to, by which it can be seen to count something twice (method.md 4.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from bot.facts.periods import Week
from bot.value.worth.claims import Claim

TeamWeek = tuple[str, Week]


class Rule(StrEnum):
    """The rules against counting twice, as they are said where one of them cut."""

    ONE_WORKFLOW = "D1: one outcome belongs to one workflow"
    TERMINAL_ONLY = "D2: within a chain only the last type of outcome carries money"
    ONE_HOUR = "D3: a team cannot free more than a part of its paid hours"
    HOURS_OR_OUTPUT = "D4: hours and the output of those hours are not both money"
    ONE_CASE = "D5: the shares of one benefit come to no more than all of it"
    ONE_DEAL = "D6: the revenue claimed for one deal comes to no more than its margin"
    PRICE_CUT = "D7: a price cut by the provider is no benefit of the workflow"
    AVOIDED_COST = "D8: avoided AI cost lowers the cost already"
    NOT_CASH_YET = "D9: a cost is cash once finance has seen it removed"


@dataclass(frozen=True, kw_only=True)
class Tied:
    """A claim and its ties; None or empty where it has none of the kind.

    `outcomes` are the links or ids it stands on, `work` the piece of work its hours went to or whose output it is,
    `share` the part of `benefit` it is, `from_prices` and `from_routing` what of the money the provider's prices
    and the choice of model or caching made, in the currency of the claim.
    """

    claim: Claim
    claimed_on: date
    team: str | None = None
    week: Week | None = None
    outcomes: frozenset[str] = frozenset()
    outcome_type: str | None = None
    work: str | None = None
    benefit: str | None = None
    share: Decimal = Decimal(1)
    deal: str | None = None
    from_prices: Decimal = Decimal(0)
    from_routing: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What claims are held against: declared chains of outcome types, paid hours by team and week, margins by deal.

    A team whose paid hours are not known is not cut; a deal whose margin is not known bears its largest claim.
    """

    chains: tuple[tuple[str, ...], ...] = ()
    paid_hours: Mapping[TeamWeek, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    margins: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, kw_only=True)
class Cut:
    """What a rule took from a claim: of its face value, its captured value and its hours; `against` says beside what.

    `against` holds ids of claims, or the name of the chain, the team and week, the benefit or the deal.
    """

    rule: Rule
    claim: str
    workflow: str
    claimed: Decimal
    captured: Decimal
    hours: Decimal
    against: tuple[str, ...]
