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


def test_a_count_is_whole_and_not_less_than_none_however_it_is_written() -> None:
    asked = answer('{"plain": 812345, "text": "3", "float": 4.0, "none": 0, "null": null, "long": 1e18}')
    counts = [asked.count(name) for name in ("plain", "text", "float", "none", "long")]
    assert counts == [812345, 3, 4, 0, 10**18]
    assert (asked.optional_count("null"), asked.optional_count("absent"), asked.optional_count("none")) == (
        None,
        None,
        0,
    )


@pytest.mark.parametrize("written", ["0.5", "-1", '"1.25"', '"seven"', "true", "null", "[1]"])
def test_what_is_no_count_is_refused(written: str) -> None:
    with pytest.raises(ProviderChangedError, match="tokens is not a"):
        answer(f'{{"tokens": {written}}}').count("tokens")


def test_objects_by_name_are_read_and_a_wrong_one_is_named_by_its_place_alone() -> None:
    asked = answer('{"keys": {"sk-1": {"spend": 1}, "sk-2": {"spend": "?"}}, "list": [], "odd": {"a": 1}}')
    (first, one), (second, other) = asked.named("keys")
    assert (first, one.number("spend"), second) == ("sk-1", 1, "sk-2")
    with pytest.raises(ProviderChangedError, match=r"keys\.\*\.spend is not a number"):
        other.number("spend")
    for name, place in (("list", "list"), ("gone", "gone"), ("odd", r"odd\.\*")):
        with pytest.raises(ProviderChangedError, match=f"{place} is not an object"):
            list(asked.named(name))
    with pytest.raises(ProviderChangedError, match="keys holds a character"):
        list(answer(r'{"keys": {"\ud800": {}}}').named("keys"))


@pytest.mark.parametrize("written", [r'"a\ud800"', r'"\udfff"', r'"nul \u0000"'])
def test_a_text_that_no_database_takes_is_refused(written: str) -> None:
    with pytest.raises(ProviderChangedError, match="name holds a character"):
        answer(f'{{"name": {written}}}').optional_text("name")


def test_every_other_text_is_taken_as_it_is() -> None:
    assert answer(r'{"name": "\ud83d\ude00 ä\n\u200f"}').text("name") == "😀 ä\n\u200f"
