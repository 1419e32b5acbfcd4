from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.facts.charge import Basis, Charge, ChargeCategory
from bot.facts.metered import Dimension, Metered
from bot.facts.reason import NOT_GROUPED, REASON, SHARED_METER
from bot.facts.tokens import TokenKind
from bot.ledger.estimate import estimate
from bot.ledger.metering import weigh
from bot.ledger.pricing import Prices
from tests.factories import DAY, a_charge, a_use
from tests.ledger.prices import price

INPUT, OUTPUT = TokenKind.INPUT, TokenKind.OUTPUT
MILLION = 1_000_000
BY_KEY = frozenset({Dimension.KEY, Dimension.MODEL})
AGREED = Prices(agreed=(price("gpt-6-sol", "1.5", "input"),))


def unbilled(**fields: Any) -> Charge:
    nothing = {"billed_cost": None, "effective_cost": None, "key": "key_1", "model": "gpt-6-sol"}
    return a_charge(**nothing | fields)


def used(tokens: dict[TokenKind, int] | None = None, **fields: Any) -> Metered:
    given: dict[str, Any] = {"model": "gpt-6-sol", "key": "key_1", "requests": 1_000}
    return a_use(tokens=tokens or {INPUT: MILLION, OUTPUT: MILLION}, **given | fields)


def estimated(*charges: Charge, metered: list[Metered], prices: Prices = AGREED) -> tuple[Charge, ...]:
    return estimate(charges, weigh(metered, prices), billed_by=BY_KEY)


def test_where_nothing_is_billed_the_metered_use_is_estimated_and_marked_so() -> None:
    (charge,) = estimated(unbilled(), metered=[used(), used({INPUT: MILLION}, person="ana")])
    assert charge.billed_cost is None
    assert (charge.list_cost, charge.effective_cost) == (14, 13)
    assert charge.basis is Basis.ESTIMATED


def test_what_is_billed_wins_over_what_tokens_come_to() -> None:
    """AC-A12: blocked requests are metered and not billed, and the basis says which figure is used."""
    billed = a_charge("0.01", key="key_1", model="gpt-6-sol", list_cost=None)
    beside = a_charge("0", number=2, key="key_1", model="gpt-6-sol", effective_cost=None)
    assert estimated(billed, metered=[used()]) == (billed,)
    assert estimated(beside, metered=[used()]) == (beside,)
    assert billed.basis is Basis.MEASURED


def test_what_a_gateway_estimates_at_nothing_costs_what_was_agreed_or_nobody_knows_what() -> None:
    """AC-C8: a cost of 0 with tokens is no measured 0, whatever the total of the gateway says."""
    nothing = unbilled(billed_cost=Decimal(0), basis=Basis.ESTIMATED)
    (known,) = estimated(nothing, metered=[used({INPUT: MILLION})])
    assert (known.billed_cost, known.effective_cost, known.list_cost) == (0, Decimal("1.5"), 2)
    (unknown,) = estimated(replace(nothing, model="own"), metered=[used(model="own")])
    assert (unknown.billed_cost, unknown.effective_cost, unknown.list_cost) == (0, None, None)
    assert unknown.tags[REASON] == "no price for own"


def test_what_is_said_by_the_source_is_kept() -> None:
    said = unbilled(effective_cost=Decimal(7), basis=Basis.ESTIMATED)
    (charge,) = estimated(said, metered=[used()])
    assert (charge.effective_cost, charge.list_cost) == (7, 12)
    listed = unbilled(list_cost=Decimal(99))
    (charge,) = estimated(listed, metered=[used()])
    assert (charge.effective_cost, charge.list_cost) == (Decimal("11.5"), 99)


def test_what_a_seat_includes_has_a_list_price_and_costs_nothing_more() -> None:
    """AC-D1: tokens at list price are never money that a flat plan spent."""
    (charge,) = estimated(unbilled(basis=Basis.INCLUDED), metered=[used()])
    assert (charge.effective_cost, charge.list_cost, charge.basis) == (None, 12, Basis.INCLUDED)


def test_use_that_a_bill_leaves_out_is_estimated_where_its_source_says_so_and_its_bill_stays() -> None:
    """AC-C8, AC-D1: nothing was billed, which is no measure of what was spent, or of what a seat is worth."""
    nothing: dict[str, Any] = {"key": "key_1", "model": "gpt-6-sol"}
    (left,) = estimated(a_charge("0", effective_cost=None, basis=Basis.ESTIMATED, **nothing), metered=[used()])
    assert (left.billed_cost, left.effective_cost, left.list_cost) == (0, Decimal("11.5"), 12)
    (seat,) = estimated(a_charge("0", basis=Basis.INCLUDED, **nothing), metered=[used()])
    assert (seat.billed_cost, seat.effective_cost, seat.list_cost) == (0, 0, 12)


def test_use_without_a_price_stays_unknown_and_is_named() -> None:
    """AC-A9: not what the rest of it comes to either."""
    charge = unbilled(model="gpt-4-turbo")
    metered = [used(model="gpt-4-turbo"), used({INPUT: 1, TokenKind.CACHE_READ: 1}, model="gpt-4-turbo", person="ana")]
    (left,) = estimated(charge, metered=metered)
    assert (left.billed_cost, left.effective_cost, left.list_cost) == (None, None, None)
    assert left.tags[REASON] == "no price for cache_read tokens of gpt-4-turbo"


def test_an_answer_from_ones_own_cache_is_known_to_cost_nothing() -> None:
    """AC-A10."""
    (charge,) = estimated(unbilled(), metered=[used(is_local=True)])
    assert (charge.effective_cost, charge.list_cost, charge.basis) == (0, 0, Basis.ESTIMATED)


def test_each_kind_of_token_is_estimated_in_its_own_line() -> None:
    lines = unbilled(number=1, token_type="input"), unbilled(number=2, token_type="output")
    assert [line.list_cost for line in estimated(*lines, metered=[used()])] == [2, 10]


def test_metered_use_is_estimated_once_however_many_lines_may_be_meant() -> None:
    lines = unbilled(number=1), unbilled(number=2, token_type="output")
    for line in estimated(*lines, metered=[used()]):
        assert (line.list_cost, line.tags[REASON]) == (None, SHARED_METER)
    billed = a_charge("3", number=3, key="key_1", model="gpt-6-sol")
    (_, left) = estimated(billed, unbilled(), metered=[used()])
    assert (left.list_cost, left.effective_cost) == (None, None)


def test_another_currency_is_not_converted() -> None:
    (charge,) = estimated(unbilled(currency="EUR"), metered=[used()])
    assert (charge.effective_cost, charge.list_cost, charge.tags[REASON]) == (None, None, "metered in USD")


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "key_2"},
        {"model": None},
        {"token_type": "web_search"},
        {"category": ChargeCategory.CREDIT},
        {"category": ChargeCategory.SEAT},
        {"line_item": NOT_GROUPED},
        {"additive": False},
        {"starts_at": a_charge().starts_at - timedelta(days=1)},
        {"day": DAY + timedelta(days=1)},
    ],
)
def test_what_was_not_metered_stays_unknown(fields: dict[str, Any]) -> None:
    charge = unbilled(**fields)
    assert estimated(charge, metered=[used()]) == (charge,)


def test_a_price_that_changes_changes_what_is_estimated_from_its_date_on() -> None:
    """AC-A11."""
    prices = Prices(agreed=(price("gpt-6-sol", "1", since=DAY + timedelta(days=1)),))
    days = [DAY, DAY + timedelta(days=1)]
    charges = [unbilled(day=day) for day in days]
    found = estimated(*charges, metered=[used(day=day) for day in days], prices=prices)
    assert [charge.effective_cost for charge in found] == [12, 2]
    assert [charge.list_cost for charge in found] == [12, 12]
