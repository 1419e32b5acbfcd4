"""Pure: a bill that is coarser than its metering, divided by what the metered use costs (design.md 3.2, AC-E12)."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import lcm
from types import MappingProxyType
from typing import Any

from bot.facts.charge import Basis, Charge
from bot.facts.metered import Dimension, Metered
from bot.facts.money import NANOS_PER_UNIT, from_nanos
from bot.facts.reason import NO_COST, NOT_METERED, because
from bot.facts.shares import shares
from bot.ledger.metering import Metering, Weighed, is_for_use, part, token_kind
from bot.ledger.pricing import Unpriced

_Place = tuple[tuple[str | None, ...], tuple[tuple[str, str], ...]]
"""What metering tells of a piece: its value of each open dimension, and its tags."""


def split(
    charges: Iterable[Charge],
    weighed: Sequence[Weighed],
    *,
    billed_by: Collection[Dimension],
    pseudonym: Callable[[str], str],
) -> tuple[Charge, ...]:
    """The charges, each in one piece for everyone whose metered use it may be for, in proportion to what that costs.

    Billed, effective and list cost and quantity are each divided to the nano, largest remainder first: the pieces sum
    to what the ledger would hold of the whole, whatever its sign. Pieces of a billed charge are `allocated`. A charge
    that metering does not explain stays whole, and its tag `x_reason` says why: also where some of the use has no
    price, for the others would pay for it. Charges that metering tells nothing new about are left as they are.

    The id of a piece comes from its charge's and its own dimensions, the person in it as `pseudonym`.
    """
    metering = Metering(weighed, billed_by)
    if not metering.is_finer:
        return tuple(charges)
    return tuple(piece for charge in charges for piece in _divided(charge, metering, pseudonym))


def _divided(charge: Charge, metering: Metering, pseudonym: Callable[[str], str]) -> Sequence[Charge]:
    if not is_for_use(charge) or not any((charge.billed_cost, charge.effective_cost, charge.list_cost)):
        return [charge]
    wanted = token_kind(charge)
    found = metering.of(charge)
    weights: defaultdict[_Place, Fraction] = defaultdict(Fraction)
    unpriced: set[str] = set()
    currencies: set[str] = set()
    for one in found:
        if isinstance(one.cost, Unpriced):
            unpriced.add(one.cost.reason)
        elif weight := part(one.cost, wanted):
            weights[_place(one.metered, metering.open)] += Fraction(weight)
            currencies.add(one.cost.currency)
    if [*weights] == [_place(charge, metering.open)] and not unpriced:
        return [charge]
    if unpriced or not weights:
        return [because(charge, "; ".join(sorted(unpriced)) or (NO_COST if found else NOT_METERED))]
    if len(currencies) > 1:
        return [because(charge, f"metered in {' and '.join(sorted(currencies))}")]
    return _pieces(charge, weights, metering, pseudonym)


def _pieces(
    charge: Charge, weights: Mapping[_Place, Fraction], metering: Metering, pseudonym: Callable[[str], str]
) -> Sequence[Charge]:
    ids = {place: _id(charge, metering.open, place, pseudonym) for place in weights}
    places = sorted(weights, key=lambda place: ids[place])
    parts = _whole([weights[place] for place in places])
    billed, effective, listed = (
        _shares(of, parts) for of in (charge.billed_cost, charge.effective_cost, charge.list_cost)
    )
    quantities = _shares(charge.quantity, parts)
    return [
        replace(
            charge,
            id=ids[place],
            billed_cost=billed[number],
            effective_cost=effective[number],
            list_cost=listed[number],
            quantity=quantities[number],
            basis=Basis.ALLOCATED if charge.basis is Basis.MEASURED else charge.basis,
            tags=MappingProxyType({**charge.tags, **dict(place[1])}),
            **_told(metering.open, place),
        )
        for number, place in enumerate(places)
    ]


def _place(one: Charge | Metered, dimensions: Sequence[Dimension]) -> _Place:
    tags = () if isinstance(one, Charge) else tuple(sorted(one.tags.items()))
    return tuple(getattr(one, name) for name in dimensions), tags


def _told(dimensions: Sequence[Dimension], place: _Place) -> dict[str, Any]:
    return dict(zip(dimensions, place[0], strict=True))


def _id(charge: Charge, dimensions: Sequence[Dimension], place: _Place, pseudonym: Callable[[str], str]) -> str:
    """Ids are kept in the ledger, so nobody may be found by trying e-mails on them."""
    told = _told(dimensions, place)
    if told.get(Dimension.PERSON) is not None:
        told[Dimension.PERSON] = pseudonym(told[Dimension.PERSON])
    text = json.dumps([told, place[1]], ensure_ascii=False)
    return f"{charge.id}#{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"


def _whole(weights: Sequence[Fraction]) -> Sequence[int]:
    """The weights as whole numbers, none of them rounded."""
    unit = lcm(*(weight.denominator for weight in weights))
    return [int(weight * unit) for weight in weights]


def _shares(amount: Decimal | None, weights: Sequence[int]) -> Sequence[Decimal | None]:
    if amount is None:
        return [None] * len(weights)
    return [from_nanos(nanos) for nanos in shares(round(Fraction(amount) * NANOS_PER_UNIT), weights)]
