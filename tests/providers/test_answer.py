from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.errors import ProviderChangedError
from bot.providers.answer import Answer, documents


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


@pytest.mark.parametrize("written", ["0.5", "-1", "9223372036854775808", '"1.25"', '"seven"', "true", "null", "[1]"])
def test_what_is_no_count_is_refused(written: str) -> None:
    with pytest.raises(ProviderChangedError, match="tokens is not a"):
        answer(f'{{"tokens": {written}}}').count("tokens")


def test_a_unix_time_is_read_in_seconds_or_in_parts_of_them_from_a_number_or_its_digits() -> None:
    asked = answer('{"s": 1795219200, "ms": "1795219199999", "far": 99999999999999, "word": "today"}')
    assert asked.unix_instant("s") == datetime(2026, 11, 21, tzinfo=UTC)
    assert asked.unix_instant("ms", per_second=1000) == datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)
    for name in ("far", "word"):
        with pytest.raises(ProviderChangedError, match=f"{name} is not a"):
            asked.unix_instant(name)


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


@pytest.mark.parametrize(
    "text",
    [
        '[{"n": 1}, {"n": 2.50}]',
        '{"n": 1}\n{"n": 2.50}\n',
        '{"n": 1}\r\n\r\n{"n": 2.50}',
        '[\n{"n": 1},\n{"n": 2.50}\n]\n',
    ],
)
def test_the_objects_of_a_file_are_a_list_or_one_on_each_line(text: str) -> None:
    assert [one.number("n") for one in documents("Acme", text)] == [Decimal(1), Decimal("2.50")]


def test_a_file_may_hold_one_object_or_none() -> None:
    assert [one.number("n") for one in documents("Acme", '{"n":\n1}')] == [1]
    assert documents("Acme", " \n") == []


@pytest.mark.parametrize("text", ["?", '{"n": 1}\n{"n"', "[1]", "7", '{"n": NaN}', "[" * 100_000])
def test_a_file_of_anything_else_is_a_changed_provider(text: str) -> None:
    with pytest.raises(ProviderChangedError, match="Acme"):
        documents("Acme", text)


def test_a_list_of_texts_holds_no_other_thing() -> None:
    assert Answer("Acme", {"links": ["a", "b"]}).texts("links") == ["a", "b"]
    for wrong in (None, "a", ["a", 1], [""], [None]):
        with pytest.raises(ProviderChangedError, match="links"):
            Answer("Acme", {"links": wrong}).texts("links")


@pytest.mark.parametrize("written", ["-1", "1.5", '"many"', "null", "true", "[1]"])
def test_a_count_is_a_whole_number_and_not_below_zero(written: str) -> None:
    assert answer('{"requests": 12, "none": 0}').count("requests") == 12
    assert answer('{"requests": "9007199254740993"}').count("requests") == 9007199254740993
    with pytest.raises(ProviderChangedError, match="requests is not a"):
        answer(f'{{"requests": {written}}}').count("requests")


def test_a_flag_that_may_be_absent_is_true_false_or_not_said() -> None:
    asked = answer('{"yes": true, "no": false, "null": null, "word": "true"}')
    assert [asked.optional_flag(name) for name in ("yes", "no", "null", "absent")] == [True, False, None, None]
    with pytest.raises(ProviderChangedError, match="word is not true or false"):
        asked.optional_flag("word")
