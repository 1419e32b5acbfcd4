"""How many seats of Copilot there are, and the money of a day's seats divided among those who had one then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from bot.facts.activity import Activity, ActivityKind
from bot.facts.charge import Basis, Charge, ChargeCategory
from bot.facts.money import from_nanos, to_nanos
from bot.facts.periods import month_of
from bot.facts.reason import because
from bot.facts.shares import shares
from bot.providers.github_bill import PROVIDER
from bot.providers.github_places import Places, person
from bot.providers.github_seat_list import PLANS, Seat
from bot.providers.reading import charge_id

NO_SEAT = "no seat that is assigned today had this plan then"
SEATS_GONE = "seats of nobody who has one today"
NOT_LISTED = "whose the seats are was not listed"
COUNTED_TODAY: Final = (ActivityKind.SEATS_ASSIGNED, ActivityKind.SEATS_ACTIVE)


def split(charge: Charge, assigned: Iterable[Seat] | None) -> tuple[Charge, ...]:
    """The charge for the seats of a day, in equal pieces for those who had one then, to the nano; other charges as
    they are.

    Today's seats say who had one when; those that were taken back since are known to the bill alone, and what it asks
    for them stays one piece of nobody, as all of it does where no seat is known to have been of the plan, or none are
    known at all (None).
    """
    if charge.category is not ChargeCategory.SEAT:
        return (charge,)
    if assigned is None:
        return (because(_of_plan(charge), NOT_LISTED),)
    holders = _by_login(seat for seat in assigned if _may_be_for(charge, seat))
    if not holders or charge.quantity is None or charge.quantity <= 0:
        return (because(_of_plan(charge), NO_SEAT),)
    count = len(holders)
    gone = max(_seats_billed(charge, charge.quantity, count) - count, 0)
    weights = [1] * count + [gone] * bool(gone)
    billed, effective, listed, quantity = (
        _parts(of, weights) for of in (charge.billed_cost, charge.effective_cost, charge.list_cost, charge.quantity)
    )
    pieces = []
    for at, login in enumerate([*sorted(holders), *([None] if gone else [])]):
        piece = replace(
            charge,
            billed_cost=billed[at],
            effective_cost=effective[at],
            list_cost=listed[at],
            quantity=quantity[at],
        )
        if login is None:
            pieces.append(because(_of_plan(replace(piece, id=f"{charge.id}:rest")), SEATS_GONE))
        else:
            pieces.append(_held(replace(piece, id=f"{charge.id}:{at + 1}"), holders[login]))
    return tuple(pieces)


def activities(assigned: Sequence[Seat], today: date, places: Places) -> Iterator[Activity]:
    """How many seats there are today and how many of them were ever used, by person: seats nobody uses are the
    difference (AC-D5). Of earlier days GitHub does not say it.
    """
    for kind in COUNTED_TODAY:
        counted = [seat for seat in assigned if seat.is_used or kind is ActivityKind.SEATS_ASSIGNED]
        for number, seat in enumerate(sorted(counted, key=_rank), start=1):
            yield Activity(
                id=charge_id(PROVIDER, today, kind, str(number)),
                provider=PROVIDER,
                day=today,
                kind=kind,
                count=1,
                person=person(seat.login),
                sub_account=places.sub_account(seat.organization),
            )


def _by_login(found: Iterable[Seat]) -> dict[str, Seat]:
    """One seat of each person: who has several, of several organizations or teams, has one of none of them."""
    held: defaultdict[str, list[Seat]] = defaultdict(list)
    for seat in found:
        if seat.login:
            held[seat.login].append(seat)
    return {
        login: replace(
            several[0],
            team=_only({seat.team for seat in several}),
            organization=_only({seat.organization for seat in several}),
        )
        for login, several in held.items()
    }


def _only(values: set[str | None]) -> str | None:
    return values.pop() if len(values) == 1 else None


def _may_be_for(charge: Charge, seat: Seat) -> bool:
    return (
        seat.since <= charge.day
        and seat.plan is not None
        and seat.plan in (charge.line_item or "").lower()
        and (charge.sub_account is None or charge.sub_account == seat.organization)
    )


def _seats_billed(charge: Charge, quantity: Decimal, known: int) -> int:
    """How many seats a day's row is for. One seat is a user-month, of which each day has its part; a row with a whole
    unit for everybody known is for whole months. (GitHub does not say which of the two it writes.)
    """
    is_part_of_month = "month" in (charge.unit or "").lower() and quantity < known
    return round(quantity * len(month_of(charge.day))) if is_part_of_month else round(quantity)


def _parts(amount: Decimal | None, weights: Sequence[int]) -> Sequence[Decimal | None]:
    if amount is None:
        return [None] * len(weights)
    return [from_nanos(nanos) for nanos in shares(to_nanos(amount), weights)]


def _held(piece: Charge, seat: Seat) -> Charge:
    tags = {"plan": seat.plan, "team": seat.team}
    return replace(
        piece,
        person=person(seat.login),
        sub_account=piece.sub_account or seat.organization,
        basis=Basis.ALLOCATED,
        tags=MappingProxyType({**piece.tags, **{name: value for name, value in tags.items() if value}}),
    )


def _of_plan(charge: Charge) -> Charge:
    """The charge with the plan that its SKU names."""
    plan = next((plan for plan in PLANS if plan in (charge.line_item or "").lower()), None)
    return replace(charge, tags=MappingProxyType({**charge.tags, "plan": plan})) if plan else charge


def _rank(seat: Seat) -> tuple[str, str]:
    return seat.login or "", seat.organization or ""
