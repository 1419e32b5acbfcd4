"""Pure: what a charge comes to that nobody bills, from what was metered for it (design.md 3.2; AC-A9, AC-A12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.facts.charge import Basis, Charge, ChargeCategory
from bot.facts.metered import Dimension
from bot.facts.reason import SHARED_METER, because
from bot.facts.tokens import TokenKind
from bot.ledger.metering import CellKey, Metering, Weighed, is_for_use, part, token_kind
from bot.ledger.pricing import Priced, Unpriced


def estimate(
    charges: Iterable[Charge], weighed: Sequence[Weighed], *, billed_by: Collection[Dimension]
) -> tuple[Charge, ...]:
    """The charges; those without a billed amount get a list cost from what was metered in their cell, and so do those
    that their source calls included or estimated and cannot say more of.

    Where no effective cost is stated either, it is estimated at the prices that were agreed, and its basis says so;
    what is included in a seat costs no more than the seat. The same goes for an estimated 0 without an effective cost,
    which a gateway states where it knows no price (AC-C8). A billed amount is never touched and never filled in, and
    of use that has no price nothing is known: the tag `x_reason` names it.
    """
    found = tuple(charges)
    if not any(_is_open(charge) for charge in found):
        return found
    metering = Metering(weighed, billed_by)
    claims: defaultdict[CellKey, list[TokenKind | None]] = defaultdict(list)
    for charge in found:
        if _is_use(charge) and metering.of(charge):
            claims[metering.cell(charge)].append(token_kind(charge))
    return tuple(_estimated(charge, metering, claims) for charge in found)


def _is_open(charge: Charge) -> bool:
    """Whether anything of the charge is left to estimate. What is billed and measured is not, be it nothing."""
    if charge.billed_cost is None:
        return True
    return (charge.basis is Basis.ESTIMATED and charge.effective_cost is None) or (
        charge.basis is Basis.INCLUDED and charge.list_cost is None
    )


def _is_use(charge: Charge) -> bool:
    return charge.category is ChargeCategory.USAGE and is_for_use(charge)


def _estimated(charge: Charge, metering: Metering, claims: dict[CellKey, list[TokenKind | None]]) -> Charge:
    uses = metering.of(charge) if _is_open(charge) and _is_use(charge) else []
    if not uses:
        return charge
    wanted = token_kind(charge)
    rivals = [other for other in claims[metering.cell(charge)] if None in {wanted, other} or other is wanted]
    if len(rivals) > 1:
        return because(charge, SHARED_METER)
    listed = _sum([use.list_cost for use in uses], wanted, charge.currency)
    contracted = _sum([use.cost for use in uses], wanted, charge.currency)
    if charge.list_cost is None and isinstance(listed, Decimal):
        charge = replace(charge, list_cost=listed)
    if charge.effective_cost is not None or charge.basis is Basis.INCLUDED:
        return charge
    if isinstance(contracted, str):
        return because(charge, contracted)
    return replace(charge, effective_cost=contracted, basis=Basis.ESTIMATED)


def _sum(costs: Sequence[Priced | Unpriced], wanted: TokenKind | None, currency: str) -> Decimal | str:
    """What all of them come to in the currency, or why that is not known."""
    unpriced = sorted({cost.reason for cost in costs if isinstance(cost, Unpriced)})
    if unpriced:
        return "; ".join(unpriced)
    priced = [cost for cost in costs if isinstance(cost, Priced)]
    others = sorted({cost.currency for cost in priced if part(cost, wanted)} - {currency})
    if others:
        return f"metered in {' and '.join(others)}"
    return sum((part(cost, wanted) for cost in priced), Decimal(0))
