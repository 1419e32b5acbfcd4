"""Cost at baseline prices: method.md M3."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.value.base_prices import Repriced, at_base_prices
from bot.value.bridge import Use


def use(tokens: int, cost: int) -> Use:
    return Use(tokens=Decimal(tokens), cost=Decimal(cost))


def test_a_cheaper_price_for_the_same_work_is_no_progress() -> None:
    assert at_base_prices({"a": use(1000, 70)}, {"a": use(1000, 100)}) == Repriced(
        cost=Decimal(100), as_billed=Decimal(0)
    )


def test_fewer_tokens_are_progress_whatever_they_cost_now() -> None:
    assert at_base_prices({"a": use(500, 100)}, {"a": use(1000, 100)}).cost == 50


def test_what_had_no_price_then_stays_as_it_was_billed_and_is_told() -> None:
    now = {"a": use(1000, 70), "new": use(10, 5), "seats": use(0, 20), "credit": use(3, -4)}
    found = at_base_prices(now, {"a": use(1000, 100), "seats": use(0, 10), "credit": use(3, 4)})
    assert found == Repriced(cost=Decimal(121), as_billed=Decimal(21))


uses = st.dictionaries(st.sampled_from("abc"), st.builds(use, st.integers(0, 500), st.integers(-20, 500)))


@given(uses)
def test_at_its_own_prices_work_costs_what_it_cost(now: dict[str, Use]) -> None:
    assert at_base_prices(now, now).cost == sum((one.cost for one in now.values()), Decimal(0))
