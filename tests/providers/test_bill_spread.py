from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.money import to_nanos
from bot.facts.periods import midnight
from bot.providers.bill_spread import spread
from tests.factories import a_charge

OCTOBER: dict[str, Any] = {"starts_at": midnight(date(2026, 10, 1)), "ends_at": midnight(date(2026, 11, 1))}


def test_a_purchase_for_october_costs_ten_dollars_on_each_of_its_days_and_is_billed_on_the_first() -> None:
    bought = a_charge("310", list_cost=Decimal(400), quantity=Decimal(1), id="r", **OCTOBER)
    first, *later = spread(bought)
    zero = Decimal(0)
    assert first == replace(bought, effective_cost=Decimal(10))
    assert [one.day for one in later] == [date(2026, 10, day) for day in range(2, 32)]
    assert {(one.billed_cost, one.effective_cost, one.list_cost, one.quantity) for one in later} == {
        (zero, Decimal(10), zero, zero)
    }
    assert all(one.continued for one in later)
    assert later[0].id == "r@2026-10-02"


def test_twenty_four_hours_over_midnight_count_on_the_first_day_and_an_instant_more_is_spread() -> None:
    """docs/ledger.md says where the line is."""
    starts = datetime(2026, 10, 1, 22, tzinfo=UTC)
    whole = a_charge("24", starts_at=starts, ends_at=starts + timedelta(hours=24))
    assert list(spread(whole)) == [whole]
    longer = replace(whole, ends_at=starts + timedelta(hours=25), effective_cost=Decimal(25))
    assert [(one.day.day, one.effective_cost) for one in spread(longer)] == [(1, Decimal(2)), (2, Decimal(23))]


def test_an_unknown_amount_stays_unknown_on_each_day() -> None:
    bought = a_charge("310", **OCTOBER | {"billed_cost": None})
    assert {(one.billed_cost, one.list_cost, one.quantity) for one in spread(bought)} == {(None, None, None)}


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_at": datetime(2026, 10, 1, tzinfo=UTC), "ends_at": datetime(2026, 10, 2, tzinfo=UTC)},
        {"starts_at": datetime(2026, 10, 1, 23, 30, tzinfo=UTC), "ends_at": datetime(2026, 10, 2, 0, 30, tzinfo=UTC)},
        {**OCTOBER, "effective_cost": Decimal(0)},
        {**OCTOBER, "effective_cost": None},
        {"starts_at": midnight(date(2026, 10, 1)), "ends_at": midnight(date(2029, 10, 1))},
    ],
)
def test_a_charge_for_a_day_or_for_years_or_without_effective_cost_stays_whole(fields: dict[str, Any]) -> None:
    charge = a_charge("310", **fields)
    assert list(spread(charge)) == [charge]


def test_a_day_that_is_in_only_in_part_bears_a_part() -> None:
    starts_at = datetime(2026, 9, 30, 12, tzinfo=UTC)
    charge = a_charge("5", starts_at=starts_at, ends_at=starts_at + timedelta(days=2))
    assert [(one.day.day, one.effective_cost) for one in spread(charge)] == [
        (30, Decimal("1.25")),
        (1, Decimal("2.5")),
        (2, Decimal("1.25")),
    ]


@given(
    amount=st.decimals(-(10**9), 10**9, places=11),
    after=st.timedeltas(timedelta(0), timedelta(days=365)),
    length=st.timedeltas(timedelta(microseconds=1), timedelta(days=450)),
)
def test_the_days_sum_to_the_charge_as_it_would_be_stored(amount: Decimal, after: timedelta, length: timedelta) -> None:
    starts_at = midnight(date(2026, 1, 1)) + after
    charge = a_charge(str(amount), starts_at=starts_at, ends_at=starts_at + length)
    parts = list(spread(charge))
    assert sum(to_nanos(one.effective_cost or Decimal(0)) for one in parts) == to_nanos(amount)
    assert sum(one.billed_cost or Decimal(0) for one in parts) == amount
    assert len({one.id for one in parts}) == len({one.day for one in parts}) == len(parts)
    assert (parts[0].starts_at, parts[-1].ends_at) == (charge.starts_at, charge.ends_at)
