from __future__ import annotations

from decimal import Decimal

import pytest

from bot.facts.price import NegotiatedPrice, refusal
from tests.factories import DAY


def price(per_million: str | None = None, *, discount: str | None = None, currency: str = "USD") -> NegotiatedPrice:
    return NegotiatedPrice(
        provider="openai",
        model="gpt-*",
        since=DAY,
        per_million=None if per_million is None else Decimal(per_million),
        discount=None if discount is None else Decimal(discount),
        currency=currency,
    )


@pytest.mark.parametrize(
    "believable",
    [
        price("600"),
        price("1000000"),
        price("0.0011"),
        price("0"),
        price("15240000", currency="VND"),
        price(discount="0.15"),
        price(discount="1"),
    ],
)
def test_a_price_that_some_list_may_have_is_taken(believable: NegotiatedPrice) -> None:
    assert refusal(believable) is None


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (price("1000000.01"), "more than 1 USD for each"),
        (price("8000000", currency="EUR"), "more than 1 EUR for each"),
        (price("200000000000", currency="VND"), "more than 100000 VND for each"),
        (price("0.000008"), "0.000008 USD for a million tokens looks like the price of one token"),
        (price("-1"), "less than nothing"),
        (price(discount="0"), "a discount of 0 is none"),
        (price(discount="15"), "write 0.15 for 15 % off"),
        (price("2", discount="0.15"), "either per_million or a discount"),
        (price(), "either per_million or a discount"),
    ],
)
def test_a_price_in_another_unit_is_refused_with_what_to_write(wrong: NegotiatedPrice, why: str) -> None:
    """AC-A8: bifrost#3559, where 8 was typed instead of 8e-6."""
    said = refusal(wrong)
    assert said is not None
    assert why in said
