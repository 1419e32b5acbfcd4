"""Pure: the metered use of a reading, weighed by what it costs and found by the cell of the bill it lies in.

A cell is what the bill does not tell apart: one provider, one UTC day, one value of each dimension that the bill is
grouped by, and one kind of token where the charge is for one (design.md 3.2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.facts.charge import Charge, ChargeCategory
from bot.facts.metered import Dimension, Metered
from bot.facts.periods import DAY, midnight
from bot.facts.reason import NOT_GROUPED
from bot.facts.tokens import TokenKind, kind_of
from bot.ledger.pricing import Priced, Prices, Unpriced, contracted_cost, list_cost

_FOR_USE = {ChargeCategory.USAGE, ChargeCategory.CREDIT, ChargeCategory.ADJUSTMENT}
"""A seat, a commitment or a tax is not paid for tokens, so that no count of them explains it."""

CellKey = tuple[str, date, tuple[str | None, ...]]


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Metered use with what it comes to, at agreed prices and at list prices."""

    metered: Metered
    cost: Priced | Unpriced
    list_cost: Priced | Unpriced


def weigh(metered: Iterable[Metered], prices: Prices) -> tuple[Weighed, ...]:
    """Each with what it comes to."""
    return tuple(_weighed(one, prices) for one in metered)


def _weighed(one: Metered, prices: Prices) -> Weighed:
    cost = contracted_cost(one, prices)
    return Weighed(metered=one, cost=cost, list_cost=list_cost(one, prices) if prices.agreed else cost)


def part(cost: Priced, kind: TokenKind | None) -> Decimal:
    """What the tokens of the kind come to, or all of them."""
    return cost.amount if kind is None else cost.parts.get(kind, Decimal(0))


class Metering:
    """What was metered, by cell. `billed_by` is what the bill is grouped by, where None means nobody; what it is not
    grouped by it leaves open, unless a charge says it all the same.
    """

    def __init__(self, weighed: Iterable[Weighed], billed_by: Collection[Dimension]) -> None:
        self._billed_by = tuple(dimension for dimension in Dimension if dimension in billed_by)
        self.open = tuple(dimension for dimension in Dimension if dimension not in billed_by)
        self._cells: defaultdict[CellKey, list[Weighed]] = defaultdict(list)
        self.is_finer = False
        for one in weighed:
            self._cells[self.cell(one.metered)].append(one)
            self.is_finer = self.is_finer or bool(self.open or one.metered.tags)

    def cell(self, one: Charge | Metered) -> CellKey:
        """Where a charge or a use lies."""
        return one.provider, one.day, tuple(getattr(one, dimension) for dimension in self._billed_by)

    def of(self, charge: Charge) -> list[Weighed]:
        """The use that the charge may be for: of its cell, of its kind of token, and of what it says beside.

        A tag that both have is the same for both, such as a service tier that lines of the bill are for.
        """
        kind = token_kind(charge)
        if charge.token_type and kind is None:
            return []
        said = [(name, value) for name in self.open if (value := getattr(charge, name)) is not None]
        return [
            one
            for one in self._cells.get(self.cell(charge), [])
            if (kind is None or one.metered.tokens.get(kind))
            and all(getattr(one.metered, name) == value for name, value in said)
            and all(charge.tags.get(name, value) == value for name, value in one.metered.tags.items())
        ]


def token_kind(charge: Charge) -> TokenKind | None:
    """The one kind of token that the charge is for, None where it is for several or for no tokens."""
    return kind_of(charge.token_type) if charge.token_type else None


def is_for_use(charge: Charge) -> bool:
    """Whether the charge is for what is metered: for use on one UTC day, and no remainder of a control total."""
    return (
        charge.category in _FOR_USE
        and charge.additive
        and charge.line_item != NOT_GROUPED
        and charge.ends_at <= midnight(charge.day + DAY)
    )
