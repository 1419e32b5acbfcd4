from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.facts.tokens import TokenKind, cached_inside
from bot.ledger.pricing import Priced, Prices, PriceSource, contracted_cost, list_cost
from tests.factories import a_use
from tests.ledger.prices import amount, price, reason

READ, INPUT, OUTPUT = TokenKind.CACHE_READ, TokenKind.INPUT, TokenKind.OUTPUT
MILLION = 1_000_000


def test_with_a_price_of_ones_own_the_cached_tokens_are_charged_once() -> None:
    """AC-A3: litellm#40006 charged them with the prompt and again by themselves."""
    tokens = cached_inside(prompt=10_000, output=500, parts={READ: 8_000})
    own = Prices(
        agreed=(price("gpt-6-*", "2", "input"), price("gpt-6-*", "0.2", "cached input"), price("*", "8", "output"))
    )
    assert amount(contracted_cost(a_use("gpt-6-astra", tokens), own)) == Decimal("0.0096")


def test_a_price_changes_on_its_date_and_ends_before_its_end() -> None:
    """AC-A11."""
    agreed = (
        price("gpt-6-astra", "5", since=date(2026, 3, 1)),
        price("gpt-6-astra", "4", since=date(2026, 6, 1), until=date(2026, 9, 1)),
    )

    def on(month: int, day: int) -> Decimal:
        use = a_use("gpt-6-astra", {INPUT: MILLION}, day=date(2026, month, day), requests=9)
        return amount(contracted_cost(use, Prices(agreed=agreed)))

    days = [(2, 28), (3, 1), (5, 31), (6, 1), (8, 31), (9, 1)]
    assert [on(*day) for day in days] == [10, 5, 5, 4, 4, 5]


def test_the_price_that_names_the_model_and_the_kind_most_exactly_holds_in_any_order() -> None:
    agreed = [
        price("*", "6", since=date(2026, 8, 1)),
        price("gpt-*", "5", since=date(2026, 7, 1)),
        price("gpt-6-astra", "4"),
        price("gpt-6-astra", "3", "input"),
        price("gpt-6-astra", "2", "cache_*", provider="anthropic"),
    ]
    for order in (agreed, agreed[::-1]):
        prices = Prices(agreed=tuple(order))
        found = [
            amount(contracted_cost(a_use(model, {kind: MILLION}), prices))
            for model, kind in (("gpt-6-astra", INPUT), ("gpt-6-astra", READ), ("gpt-5", INPUT), ("o3", INPUT))
        ]
        assert found == [3, 4, 5, 6]


def test_a_discount_is_taken_off_the_list_price_of_each_kind_and_size() -> None:
    prices = Prices(agreed=(price("gpt-5.5", discount=Decimal("0.15")),))
    tokens = {INPUT: 10 * MILLION, OUTPUT: 100_000}
    small, large = a_use("gpt-5.5", tokens, requests=311), a_use("gpt-5.5", tokens, requests=1)
    assert amount(contracted_cost(small, prices)) == Decimal(53) * Decimal("0.85")
    assert amount(contracted_cost(large, prices)) == Decimal("104.5") * Decimal("0.85")
    unknown = Prices(agreed=(price("gpt-9", discount=Decimal("0.15")),))
    assert reason(contracted_cost(a_use("gpt-9", {INPUT: 1}), unknown)) == "no price for gpt-9"


def test_whether_anything_was_agreed_is_said_and_the_list_price_stays_known() -> None:
    use = a_use("gpt-6-astra", {INPUT: MILLION, OUTPUT: MILLION}, requests=99)
    prices = Prices(agreed=(price("gpt-6-astra", "4", "input"),))
    agreed, listed = contracted_cost(use, prices), list_cost(use, prices)
    assert isinstance(agreed, Priced)
    assert isinstance(listed, Priced)
    assert (agreed.amount, agreed.source) == (54, PriceSource.AGREED)
    assert (listed.amount, listed.source) == (60, PriceSource.LIST)


def test_a_model_that_no_list_knows_has_the_price_that_was_agreed_for_it() -> None:
    prices = Prices(agreed=(price("our-own", "0.5", "input", currency="EUR"),))
    cost = contracted_cost(a_use("our-own", {INPUT: MILLION}), prices)
    assert cost == Priced(parts={INPUT: Decimal("0.5")}, currency="EUR", source=PriceSource.AGREED)
    assert reason(contracted_cost(a_use("our-own", {OUTPUT: 1}), prices)) == "no price for our-own"


def test_prices_in_two_currencies_are_not_added() -> None:
    prices = Prices(agreed=(price("gpt-6-astra", "4", "input", currency="EUR"),))
    cost = contracted_cost(a_use("gpt-6-astra", {INPUT: 1, OUTPUT: 1}), prices)
    assert reason(cost) == "gpt-6-astra has prices in EUR and USD"


def test_a_price_nobody_can_mean_prices_nothing() -> None:
    """AC-A8."""
    with pytest.raises(ValueError, match=r"gpt-6-astra from 2026-01-01: .* looks like the price of one token"):
        Prices(agreed=(price("gpt-6-astra", "0.000008"),))
