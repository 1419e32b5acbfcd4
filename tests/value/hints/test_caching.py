"""Whether repeated input is paid for again and again (method.md 5.5, H4)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.value.hints.caching import Input, break_even, first_use_that_pays, may_cache, read_share

USED = Input(uncached=700, written=29, read=271, input_cost=Decimal(61), cost=Decimal(100), requests_a_day=Decimal(100))


def test_h4_at_one_and_a_quarter_to_write_and_a_tenth_to_read_the_second_use_pays() -> None:
    uses = break_even(Decimal("1.25"), Decimal("0.10"))
    assert uses is not None
    assert (round(uses, 2), first_use_that_pays(Decimal("1.25"), Decimal("0.10"))) == (Decimal("1.28"), 2)


def test_where_reading_costs_as_much_as_plain_input_caching_never_pays() -> None:
    assert first_use_that_pays(Decimal("1.25"), Decimal(1)) is None


@given(st.decimals(min_value=1, max_value=3, places=3), st.decimals(min_value=0, max_value="0.999", places=3))
def test_the_first_use_that_pays_is_the_first_at_which_all_uses_together_cost_less(
    write: Decimal, read: Decimal
) -> None:
    first = first_use_that_pays(write, read)
    assert first is not None
    assert write + (first - 1) * read < first
    if first > 1:
        assert write + (first - 2) * read >= first - 1


def test_a_busy_key_with_little_cached_input_is_worth_a_hint() -> None:
    assert read_share(USED) == Decimal("0.271")
    assert may_cache(USED)


@pytest.mark.parametrize(
    "changed",
    [
        {"read": 400},
        {"input_cost": Decimal(60)},
        {"requests_a_day": Decimal(99)},
        {"requests_a_day": None},
        {"cost": Decimal(0)},
        {"uncached": 0, "written": 0, "read": 0},
    ],
)
def test_there_is_no_hint_where_one_condition_does_not_hold_or_is_not_known(changed: dict[str, Any]) -> None:
    assert not may_cache(replace(USED, **changed))
