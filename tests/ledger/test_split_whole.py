"""What a bill is not divided by, and stays whole with its reason."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.facts.charge import Basis, ChargeCategory
from bot.facts.metered import Dimension
from bot.facts.reason import NO_COST, NOT_GROUPED, NOT_METERED
from bot.facts.tokens import TokenKind
from bot.ledger.pricing import Prices
from tests.factories import DAY, a_charge
from tests.ledger.prices import price
from tests.ledger.test_split import OUTPUT, PRICES, a_line, divided, used, why


def test_what_metering_does_not_explain_stays_whole_and_says_so() -> None:
    search = a_line("3", model=None, line_item="web search tool calls")
    seconds = a_line("3", token_type="web_search")
    for charge in (search, seconds, a_line("3", token_type="output")):
        (whole,) = divided([charge], [used("ana")])
        assert (whole.id, whole.billed_cost, whole.basis, whole.line_item) == (
            charge.id,
            charge.billed_cost,
            Basis.MEASURED,
            charge.line_item,
        )
        assert why(whole) == NOT_METERED


def test_a_cell_with_use_that_has_no_price_stays_whole_for_nobody_pays_for_others() -> None:
    by_project = frozenset({Dimension.SUB_ACCOUNT})
    metered = [used("ana", model="gpt-6-luna"), used("bo", 9, model="gpt-9"), used("cy", 1, model="gpt-6-luna")]
    (whole,) = divided([a_line("10", model=None)], metered, Prices(), by_project)
    assert (whole.person, whole.billed_cost, why(whole)) == (None, 10, "no price for gpt-9")
    (whole,) = divided([a_line("10")], [used("ana"), used("bo", kind=TokenKind.CACHE_WRITE)])
    assert (whole.person, whole.billed_cost) == (None, 10)
    assert why(whole) == "no price for cache_write tokens of gpt-6-astra"
    (whole,) = divided([a_line("10", model="gpt-9")], [used("bo", 9, model="gpt-9")], Prices())
    assert (whole.person, whole.billed_cost, why(whole)) == (None, 10, "no price for gpt-9")


def test_use_that_costs_nothing_divides_nothing() -> None:
    for metered in (used("ana", 0), used("ana", is_local=True)):
        (whole,) = divided([a_line("10")], [metered])
        assert (whole.person, whole.billed_cost, why(whole)) == (None, 10, NO_COST)


def test_use_priced_in_two_currencies_divides_nothing() -> None:
    agreed = Prices(agreed=(price("gpt-6-luna", "1", currency="EUR"),), listed=PRICES.listed)
    metered = [used("ana", model="gpt-6-luna"), used("bo")]
    (whole,) = divided([a_line("10", model=None)], metered, agreed, frozenset({Dimension.SUB_ACCOUNT}))
    assert (whole.billed_cost, why(whole)) == (10, "metered in EUR and USD")


@pytest.mark.parametrize(
    "fields",
    [
        {"line_item": NOT_GROUPED},
        {"category": ChargeCategory.SEAT},
        {"category": ChargeCategory.COMMITMENT},
        {"category": ChargeCategory.TAX},
        {"additive": False},
        {"ends_at": a_charge(day=DAY + timedelta(days=1)).ends_at},
        {"billed_cost": Decimal(0), "effective_cost": None},
    ],
)
def test_what_is_not_paid_for_use_on_a_day_is_left_as_it_is(fields: dict[str, Any]) -> None:
    charge = a_line("10", **fields)
    assert divided([charge], [used("ana"), used("bo")]) == (charge,)


def test_a_line_that_metering_says_nothing_new_about_is_left_as_the_provider_billed_it() -> None:
    named, anonymous = a_line("10", person="ana"), a_line("10", number=2)
    assert divided([named], [used("ana", 1), used("ana", 2, OUTPUT)]) == (named,)
    assert divided([anonymous], [used(None, 1)]) == (anonymous,)
    everything = frozenset(Dimension)
    assert divided([anonymous], [used("ana"), used("bo")], billed_by=everything) == (anonymous,)
