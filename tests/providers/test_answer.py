from __future__ import annotations

import json
from decimal import Decimal

import pytest

from bot.errors import ProviderChangedError
from bot.providers.answer import Answer


def answer(text: str) -> Answer:
    return Answer.of("Acme", json.loads(text, parse_float=Decimal))


@pytest.mark.parametrize("written", ["1e400", "1e999999999", "-1e999999999", "0e999999999", '"1e-999999999"'])
def test_a_number_that_would_take_forever_to_write_out_is_refused_at_once(written: str) -> None:
    with pytest.raises(ProviderChangedError, match="value is beyond any figure"):
        answer(f'{{"value": {written}}}').number("value")


def test_an_amount_of_money_is_one_that_the_ledger_can_hold_and_keeps_every_digit() -> None:
    asked = answer(
        '{"most": 9223372036, "more": 9223372037, "fine": 0.12345678901234567890123, "cents": "922337203600"}'
    )
    assert asked.money("most") == asked.money("cents", exponent=-2) == 9223372036
    assert asked.money("fine", exponent=-2) == Decimal("0.0012345678901234567890123")
    with pytest.raises(ProviderChangedError, match="more is more than the ledger can hold"):
        asked.money("more")


def test_a_quantity_may_be_larger_than_any_amount_of_money() -> None:
    assert answer('{"quantity": 99999999999999}').optional_number("quantity") == 99999999999999


@pytest.mark.parametrize("written", [r'"a\ud800"', r'"\udfff"', r'"nul \u0000"'])
def test_a_text_that_no_database_takes_is_refused(written: str) -> None:
    with pytest.raises(ProviderChangedError, match="name holds a character"):
        answer(f'{{"name": {written}}}').optional_text("name")


def test_every_other_text_is_taken_as_it_is() -> None:
    assert answer(r'{"name": "\ud83d\ude00 ä\n\u200f"}').text("name") == "😀 ä\n\u200f"


@pytest.mark.parametrize("written", ["-1", "1.5", '"many"', "null", "true", "[1]"])
def test_a_count_is_a_whole_number_and_not_below_zero(written: str) -> None:
    assert answer('{"requests": 12, "none": 0}').count("requests") == 12
    assert answer('{"requests": "9007199254740993"}').count("requests") == 9007199254740993
    with pytest.raises(ProviderChangedError, match="requests is not a"):
        answer(f'{{"requests": {written}}}').count("requests")
