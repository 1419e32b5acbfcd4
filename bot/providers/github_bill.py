"""What GitHub bills for Copilot on one day: seats, and use, be it paid for by the pool of the plan or beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from bot.facts.charge import Basis, Charge, ChargeCategory
from bot.facts.periods import DAY, midnight
from bot.providers.answer import Answer
from bot.providers.github_places import Places, is_copilot, person
from bot.providers.github_report import Line, day_of
from bot.providers.github_units import REQUESTS, is_metered, unit
from bot.providers.reading import charge_id, numbered

PROVIDER = "github"
CURRENCY = "USD"
_SEAT_WORDS = ("user", "seat", "month")


def billed(page: Answer, day: date, places: Places, *, has_requests: bool = False) -> Iterator[Charge]:
    """What the bill of the day has of Copilot without the use of credits and requests, which is read where more is said
    of it; `has_requests` where no more is said of requests. Products beside Copilot are left alone.

    An enterprise's summary has a day as a whole and none in its rows.
    """
    if not places.organization:
        _refuse_other_day(page, day)
    for item in page.parts("usageItems"):
        if places.organization and _day(item) != day:
            continue
        said = item.text("unitType")
        is_told_here = not is_metered(said) or (has_requests and unit(said) == REQUESTS)
        if not (is_copilot(item.text("product")) and is_told_here):
            continue
        sku, account = item.text("sku"), places.sub_account(item.optional_text("organizationName"))
        net = item.money("netAmount")
        yield Charge(
            id=charge_id(PROVIDER, day, "bill", account, sku),
            provider=PROVIDER,
            starts_at=midnight(day),
            ends_at=midnight(day + DAY),
            currency=CURRENCY,
            billed_cost=net,
            effective_cost=net,
            list_cost=item.money("grossAmount"),
            category=ChargeCategory.SEAT if _is_of_seats(said) else ChargeCategory.USAGE,
            sub_account=account,
            line_item=sku,
            quantity=item.number("quantity" if places.organization else "grossQuantity"),
            unit=said,
        )


def used(page: Answer, day: date) -> Iterator[Line]:
    """The use that a day's answer about credits or requests tells, by SKU and model; people are in none of it."""
    _refuse_other_day(page, day)
    for item in page.parts("usageItems"):
        if is_copilot(item.text("product")):
            yield Line(
                day=day,
                product=item.text("product"),
                sku=item.text("sku"),
                model=item.optional_text("model"),
                unit=unit(item.text("unitType")),
                quantity=item.number("grossQuantity"),
                gross=item.money("grossAmount"),
                discount=item.money("discountAmount"),
                net=item.money("netAmount"),
                price=item.number("pricePerUnit"),
                discount_quantity=item.number("discountQuantity"),
            )


def charges(found: Iterable[Line], places: Places) -> tuple[Charge, ...]:
    """What the pool of the plan pays for, and what is billed beside it, as charges apart, whose ids name nobody."""
    made = [charge for line in found for charge in _charges(line, places)]
    return numbered(sorted(made, key=lambda charge: charge.person or ""))


def _charges(line: Line, places: Places) -> Iterator[Charge]:
    included = _included_quantity(line)
    account = places.sub_account(line.organization)
    charge = Charge(
        id="",
        provider=PROVIDER,
        starts_at=midnight(line.day),
        ends_at=midnight(line.day + DAY),
        currency=CURRENCY,
        billed_cost=Decimal(0),
        effective_cost=Decimal(0),
        sub_account=account,
        model=line.model,
        line_item=line.sku,
        person=person(line.username),
        unit=line.unit,
        tags=MappingProxyType(
            {
                name: value
                for name, value in (("cost_center", line.cost_center), ("repository", line.repository))
                if value
            }
        ),
    )
    words = (account, line.model, line.sku, line.cost_center, line.repository)
    if line.discount:
        yield replace(
            charge,
            id=charge_id(PROVIDER, line.day, "included", *words),
            list_cost=line.discount,
            basis=Basis.INCLUDED,
            quantity=included,
        )
    if line.net or not line.discount:
        yield replace(
            charge,
            id=charge_id(PROVIDER, line.day, "metered", *words),
            billed_cost=line.net,
            effective_cost=line.net,
            list_cost=line.gross - line.discount,
            basis=Basis.ESTIMATED if _is_suspicious(line) else Basis.MEASURED,
            quantity=None if included is None else line.quantity - included,
        )


def _included_quantity(line: Line) -> Decimal | None:
    """What the pool paid for; None where neither the source nor its price says."""
    if line.discount_quantity is not None:
        return line.discount_quantity
    if not line.discount:
        return Decimal(0)
    if line.discount == line.gross:
        return line.quantity
    return line.discount / line.price if line.price else None


def _is_suspicious(line: Line) -> bool:
    """Use that has a price and costs nothing, though no pool paid for it (AC-C8)."""
    return bool(line.quantity and line.price) and not (line.gross or line.net or line.discount)


def _is_of_seats(said: str) -> bool:
    return any(word in said.lower() for word in _SEAT_WORDS)


def _day(item: Answer) -> date:
    try:
        return day_of(item.text("date"))
    except ValueError:
        raise item.changed("date", "is not a day") from None


def _refuse_other_day(page: Answer, day: date) -> None:
    """The items of these answers name no day, so that those of a month would count once for each of its days."""
    period = page.part("timePeriod")
    asked = {"year": day.year, "month": day.month, "day": day.day}
    for name, value in asked.items():
        if period.number(name) != value:
            raise period.changed(name, "is not what was asked for")
