from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.errors import ProviderAuthError, ProviderChangedError
from bot.facts.charge import Basis, Charge, ChargeCategory
from bot.facts.periods import DAY, Period
from bot.providers.github_bill import charges
from bot.providers.github_places import Places
from bot.providers.github_report import Line
from tests.providers.fake_copilot import NOW, FakeCopilot, item, json_of, refusing, total, use

ON = date(2026, 11, 16)
ACME = Places(organization="acme")


SPELLINGS = (
    "credits", "Credits", "ai-credits", "ai_credits", "AICredits", "AI Credits", "ai-units", "AIUnits", "requests",
    "Requests",
)  # fmt: skip
"""What GitHub calls what it meters, as people showed it."""


def read(copilot: FakeCopilot) -> list[Charge]:
    return list(copilot.provider().read(Period(ON, ON + DAY), now=NOW).charges)


def line(**changed: Any) -> Line:
    return Line(
        **{
            "day": ON, "product": "copilot", "sku": "copilot_ai_credit", "model": "GPT-6 Astra", "unit": "credits",
            "quantity": Decimal(150), "gross": Decimal("1.5"), "discount": Decimal(1), "net": Decimal("0.5"),
            "price": Decimal("0.01"), "username": "Ana", "organization": "acme", **changed,
        }
    )  # fmt: skip


def test_the_pool_and_what_is_billed_beyond_it_are_charges_apart() -> None:
    """AC-D2, AC-D3: in units that can be seen, at the price of the day."""
    included, metered = read(FakeCopilot(bill=[]))
    assert (included.basis, included.billed_cost, included.effective_cost, included.list_cost) == (
        Basis.INCLUDED, 0, 0, 1,
    )  # fmt: skip
    assert (metered.basis, metered.billed_cost, metered.effective_cost) == (
        Basis.MEASURED, Decimal("0.5"), Decimal("0.5"),
    )  # fmt: skip
    assert [(charge.quantity, charge.unit, charge.line_item) for charge in (included, metered)] == [
        (100, "credits", "Copilot AI Credits"),
        (50, "credits", "Copilot AI Credits"),
    ]


@pytest.mark.parametrize(
    ("told", "quantities"),
    [
        (line(), [100, 50]),
        (line(discount=Decimal("1.5"), net=Decimal(0)), [150]),
        (line(discount=Decimal(0), net=Decimal("1.5")), [150]),
        (line(discount_quantity=Decimal(90)), [90, 60]),
        (line(price=None), [None, None]),
    ],
)
def test_what_a_report_says_only_in_money_is_told_in_credits_by_its_price(
    told: Line, quantities: list[int | None]
) -> None:
    assert [charge.quantity for charge in charges([told], ACME)] == quantities


def test_seats_are_a_charge_for_each_day_and_sku_and_other_products_are_left_alone() -> None:
    actions = item("Actions Linux", product="Actions", unitType="minutes")
    [seats] = read(FakeCopilot(bill=[item(), actions], credits=[]))
    assert (seats.category, seats.line_item, seats.unit) == (ChargeCategory.SEAT, "Copilot Business", "user-months")
    assert seats.billed_cost == Decimal("0.633333327")


@pytest.mark.parametrize("unit", SPELLINGS)
def test_use_that_is_told_elsewhere_counts_once(unit: str) -> None:
    copilot = FakeCopilot(bill=[item(), item("Copilot AI Credits", unitType=unit, netAmount=0.5)])
    reading = copilot.provider().read(Period(ON, ON + DAY), now=NOW)
    assert total(reading) == Decimal("1.133333327")


@pytest.mark.parametrize("unit", SPELLINGS)
def test_use_is_told_in_one_word_however_github_spells_its_unit(unit: str) -> None:
    word = "requests" if unit.lower() == "requests" else "credits"
    found = read(FakeCopilot(bill=[], credits=[use(unitType=unit)]))
    assert {charge.unit for charge in found} == {word}


def test_copilot_billed_in_units_nobody_knows_is_use_and_not_lost() -> None:
    [charge] = read(FakeCopilot(bill=[item("Copilot Sparks", unitType="sparks")], credits=[]))
    assert (charge.category, charge.billed_cost) == (ChargeCategory.USAGE, Decimal("0.633333327"))


def test_rows_of_another_day_are_not_ours() -> None:
    copilot = FakeCopilot(bill=[], credits=[])
    copilot.instead["/billing/usage"] = lambda _: json_of(
        {"usageItems": [item(date=day) for day in ("2026-11-15T00:00:00Z", "2026-11-16T00:00:00Z")]}
    )
    [charge] = read(copilot)
    assert charge.day == ON


def test_an_answer_about_another_time_than_was_asked_for_is_refused() -> None:
    """Its rows name no day: those of a month would count on each of its days."""
    for period in ({"year": 2026, "month": 11}, {"year": 2026, "month": 11, "day": 15}, {"year": 2026}):
        copilot = FakeCopilot()
        body = {"timePeriod": period, "usageItems": [use()]}
        copilot.instead["/ai_credit/usage"] = lambda _, body=body: json_of(body)
        with pytest.raises(ProviderChangedError, match="timePeriod"):
            read(copilot)


@pytest.mark.parametrize("period", [{"year": 2026, "month": 11}, {"year": 2026, "month": 11, "day": 15}, None])
def test_an_enterprises_summary_of_another_time_than_was_asked_for_is_refused(period: dict[str, int] | None) -> None:
    copilot = FakeCopilot()
    copilot.instead["/usage/summary"] = lambda _: json_of({"timePeriod": period, "usageItems": [item()]})
    with pytest.raises(ProviderChangedError, match="timePeriod"):
        copilot.provider(enterprise="acme-group").read(Period(ON, ON + DAY), now=NOW)


def test_use_that_has_a_price_and_costs_nothing_is_an_estimate() -> None:
    """AC-C8."""
    zero = line(gross=Decimal(0), discount=Decimal(0), net=Decimal(0))
    assert [charge.basis for charge in charges([zero], ACME)] == [Basis.ESTIMATED]
    free = line(gross=Decimal(0), discount=Decimal(0), net=Decimal(0), price=Decimal(0))
    assert [charge.basis for charge in charges([free], ACME)] == [Basis.MEASURED]


def test_ids_name_nobody_are_unique_and_do_not_depend_on_the_order_of_lines() -> None:
    same = [line(username=name) for name in ("ana", "bo", None, "Cy")]
    found = charges(same, ACME)
    assert charges(same[::-1], ACME) == found
    assert len({charge.id for charge in found}) == len(found) == 8
    assert not any(name in charge.id.lower() for charge in found for name in ("ana", "cy", ":bo"))
    assert {charge.person for charge in found} == {"github:ana", "github:bo", "github:cy", None}


def test_cost_center_and_repository_are_tags() -> None:
    for charge in charges([line(cost_center="Checkout", repository="acme/shop")], ACME):
        assert dict(charge.tags) == {"cost_center": "Checkout", "repository": "acme/shop"}


def test_requests_of_legacy_plans_are_read_by_day_where_a_month_has_any() -> None:
    copilot = FakeCopilot(bill=[], credits=[], requests=[use(0.12, unitType="requests", discountAmount=0)])
    [charge] = read(copilot)
    assert (charge.unit, charge.billed_cost) == ("requests", Decimal("0.12"))
    empty = FakeCopilot(bill=[], credits=[])
    assert read(empty) == []
    assert len(empty.paths("/premium_request/usage")) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_where_github_tells_no_requests_apart_there_are_those_of_the_bill(status: int) -> None:
    copilot = FakeCopilot(credits=[], instead={"/premium_request/usage": refusing(status)})
    assert [charge.category for charge in read(copilot)] == [ChargeCategory.SEAT]
    copilot.bill = [item("Copilot Premium Request", unitType="Requests", netAmount=0.12), item(unitType="AICredits")]
    [charge] = read(copilot)
    assert (charge.line_item, charge.category, charge.billed_cost) == (
        "Copilot Premium Request", ChargeCategory.USAGE, Decimal("0.12"),
    )  # fmt: skip


def test_requests_that_are_refused_fail_the_reading() -> None:
    with pytest.raises(ProviderAuthError):
        read(FakeCopilot(instead={"/premium_request/usage": refusing(403)}))
