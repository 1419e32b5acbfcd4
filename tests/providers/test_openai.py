from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
import stamina
from structlog.testing import capture_logs

from bot.errors import NothingToReadError, ProviderChangedError, ProviderUnavailableError
from bot.facts.charge import Basis
from bot.facts.periods import Period, midnight
from bot.facts.reason import NOT_GROUPED
from bot.providers.openai import OpenAI
from bot.providers.openai_costs import split_line_item
from tests.providers.replay import KEY, Replay, recording

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def provider(handler: Any, **kwargs: str) -> OpenAI:
    return OpenAI(httpx.Client(transport=httpx.MockTransport(handler)), key=KEY, **kwargs)


def bucket(day: date, *results: dict[str, Any], **changed: int) -> dict[str, Any]:
    start = int(midnight(day).timestamp())
    return {"start_time": start, "end_time": start + 86400, "results": list(results)} | changed


def result(value: Any, **dims: str) -> dict[str, Any]:
    return {"amount": {"value": value, "currency": "usd"}, **dims}


class Costs:
    """A server that gives each asked day one cost of 1, and can fail in one chunk."""

    def __init__(self, fail_from: date = date.max) -> None:
        self.asked: list[Period] = []
        self.fail_from = fail_from

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/costs"):
            return httpx.Response(404)
        since, until = (
            datetime.fromtimestamp(int(request.url.params[name]), UTC).date() for name in ("start_time", "end_time")
        )
        days = Period(since, until)
        if len(days) > 180 or int(request.url.params["limit"]) < len(days):
            return httpx.Response(400, json={"error": {"message": "too many buckets"}})
        if request.url.params.get("group_by[]"):
            self.asked.append(days)
        if self.fail_from in days:
            return httpx.Response(500)
        buckets = [bucket(day, result(1)) for day in days.days()]
        return httpx.Response(200, json={"data": buckets, "has_more": False, "next_page": None})


def test_all_three_pages_are_totalled_of_which_the_first_has_a_quarter() -> None:
    """AC-C3."""
    three_pages = recording("openai", "three_pages")
    total, first_page = three_pages.expected("billed_cost"), three_pages.expected("first_page")
    assert total is not None
    assert first_page == total / 4
    reading = Replay(three_pages).read()
    assert sum(charge.billed_cost or 0 for charge in reading.charges) == total


def test_a_window_longer_than_180_days_is_read_in_chunks() -> None:
    """AC-C4."""
    server = Costs()
    window = Period(date(2025, 11, 1), date(2026, 11, 20))
    reading = provider(server).read(window, now=NOW)
    assert [len(days) for days in server.asked] == [180, 180, 24]
    assert reading.control_total == len(reading.charges) == len(window)


def test_a_chunk_that_fails_fails_the_whole_reading() -> None:
    """AC-C4."""
    chunks: list[Period] = []
    with stamina.set_testing(True), pytest.raises(ProviderUnavailableError):
        provider(Costs(fail_from=date(2026, 9, 1))).read(
            Period(date(2026, 1, 1), date(2026, 11, 20)), now=NOW, progress=chunks.append
        )
    assert len(chunks) == 1


def test_nothing_is_asked_about_days_to_come() -> None:
    server = Costs()
    reading = provider(server).read(Period(date(2026, 11, 19), date(2027, 1, 1)), now=NOW)
    assert reading.window == server.asked[0] == Period(date(2026, 11, 19), date(2026, 11, 21))
    with pytest.raises(NothingToReadError, match="days to come"):
        provider(server).read(Period(date(2026, 11, 21), date(2027, 1, 1)), now=NOW)


def test_a_base_address_with_and_without_a_slash_is_the_same() -> None:
    for base_url in ("http://127.0.0.1:9/v1", "http://127.0.0.1:9/v1/"):
        asked: list[str] = []

        def handler(request: httpx.Request, asked: list[str] = asked) -> httpx.Response:
            asked.append(request.url.path)
            return httpx.Response(200, json={"data": [], "has_more": False})

        provider(handler, base_url=base_url).probe(now=NOW)
        assert asked == ["/v1/organization/costs"]


def test_an_amount_is_exact_as_a_number_and_as_a_string_and_a_row_of_zero_is_kept() -> None:
    charges = Replay(recording("openai", "string_amounts_and_zero_rows")).read().charges
    costs = {(charge.day.day, charge.line_item): charge.billed_cost for charge in charges if charge.sub_account}
    assert costs[16, "gpt-6-astra, input_tokens"] == Decimal("3.1840125000000000001")
    assert costs[16, "web search tool calls"] == Decimal("0.06")
    assert costs[16, "whisper"] == 0
    nobody = next(charge for charge in charges if charge.line_item == "Text tokens")
    assert nobody.billed_cost == Decimal("1e-7")
    assert (nobody.sub_account, nobody.key, nobody.model, nobody.token_type) == (None, None, None, None)


def test_an_amount_with_more_digits_than_a_float_keeps_them() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/costs"):
            return httpx.Response(404)
        body = json.dumps({"data": [bucket(date(2026, 11, 16), result("VALUE"))], "has_more": False})
        return httpx.Response(200, text=body.replace('"VALUE"', "0.1234567890123456789"))

    reading = provider(handler).read(Period(date(2026, 11, 16), date(2026, 11, 17)), now=NOW)
    assert reading.control_total == reading.charges[0].billed_cost == Decimal("0.1234567890123456789")


def test_a_charge_says_what_the_row_says() -> None:
    charge = next(
        charge
        for charge in Replay(recording("openai", "string_amounts_and_zero_rows")).read().charges
        if charge.line_item == "gpt-6-astra, input_tokens"
    )
    assert charge.id == "openai:2026-11-16:proj_support:key_7fA2:gpt-6-astra, input_tokens"
    assert (charge.sub_account, charge.key, charge.model) == ("proj_support", "key_7fA2", "gpt-6-astra")
    assert (charge.token_type, charge.quantity, charge.unit) == ("input_tokens", 302345, "tokens")
    assert charge.effective_cost == charge.billed_cost
    assert (charge.list_cost, charge.person, charge.currency, charge.basis) == (None, None, "USD", Basis.MEASURED)


def test_two_rows_of_one_kind_are_two_charges() -> None:
    same = [
        charge
        for charge in Replay(recording("openai", "string_amounts_and_zero_rows")).read().charges
        if charge.sub_account == "proj_gone" and charge.model
    ]
    assert [(charge.id.rpartition(", ")[2], charge.billed_cost) for charge in same] == [
        ("cached input", Decimal("1.5")),
        ("cached input#2", Decimal("2.25")),
    ]


def test_a_day_that_is_not_over_is_still_a_whole_day() -> None:
    today = Replay(recording("openai", "string_amounts_and_zero_rows")).read().charges[-1]
    assert (today.starts_at, today.ends_at) == (midnight(date(2026, 11, 17)), midnight(date(2026, 11, 18)))


def test_what_the_grouped_report_lacks_or_has_too_much_is_a_charge_of_its_own() -> None:
    """AC-C10: what went missing on the way is an amount that is said."""
    reading = Replay(recording("openai", "control_gap")).read()
    gaps = [charge for charge in reading.charges if charge.line_item == NOT_GROUPED]
    assert [(charge.day.day, charge.billed_cost) for charge in gaps] == [
        (16, Decimal("0.75")),
        (17, Decimal("-0.5")),
        (19, Decimal("0.20")),
    ]
    assert all((charge.sub_account, charge.key, charge.model, charge.person) == (None,) * 4 for charge in gaps)


def test_names_are_of_all_projects_and_of_keys_where_keys_were_used() -> None:
    names = Replay(recording("openai", "three_pages")).read().names
    assert names["sub_account", "proj_unused"] == "Unused"
    assert names["key", "key_7fA2"] == "support-bot"
    assert Replay(recording("openai", "string_amounts_and_zero_rows")).read().names == {
        ("sub_account", "proj_support"): "Support",
        ("key", "key_7fA2"): "support-bot",
    }


@pytest.mark.parametrize(
    ("line_item", "model", "token_type"),
    [
        ("gpt-5.4-2026-03-05, input", "gpt-5.4-2026-03-05", "input"),
        ("gpt-5.4-2026-03-05, cached input", "gpt-5.4-2026-03-05", "cached input"),
        ("gpt-5.4-2026-03-05, output", "gpt-5.4-2026-03-05", "output"),
        ("gpt-6-astra, input_tokens", "gpt-6-astra", "input_tokens"),
        ("gpt-6-astra, input_cached_tokens", "gpt-6-astra", "input_cached_tokens"),
        ("gpt-6-audio, audio output", "gpt-6-audio", "audio output"),
        ("ft:gpt-5, custom, output_tokens", "ft:gpt-5, custom", "output_tokens"),
        ("web search tool calls", None, None),
        ("whisper", None, None),
        ("Text tokens", None, None),
        ("gpt-image-2, high quality", None, None),
        ("gpt-6-astra, tokens", None, None),
        (", input", None, None),
        (None, None, None),
    ],
)
def test_a_model_is_named_only_where_the_line_item_ends_in_a_known_token_kind(
    line_item: str | None, model: str | None, token_type: str | None
) -> None:
    assert split_line_item(line_item) == (model, token_type)


def one_day(buckets: list[dict[str, Any]]) -> OpenAI:
    def handler(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/costs"):
            return httpx.Response(404)
        return httpx.Response(200, json={"data": buckets, "has_more": False})

    return provider(handler)


def test_fewer_buckets_than_days_that_are_over_are_an_answer_cut_short() -> None:
    """Else the ledger would lose the days that are missing."""
    days = Period(date(2026, 11, 16), date(2026, 11, 21))
    for sent in ([], list(days.days())[:2], list(days.days())[1:]):
        with pytest.raises(ProviderChangedError, match="data ends without"):
            one_day([bucket(day, result(1)) for day in sent]).read(days, now=NOW)


def test_a_day_without_costs_has_an_empty_bucket_and_today_may_lack_even_that() -> None:
    over = [bucket(day) for day in Period(date(2026, 11, 16), NOW.date()).days()]
    reading = one_day(over).read(Period(date(2026, 11, 16), date(2026, 11, 21)), now=NOW)
    assert (reading.charges, reading.control_total) == ((), 0)


def test_a_bucket_at_the_end_of_all_time_is_no_accident() -> None:
    day = date(2026, 11, 16)
    far = {"start_time": 253402214400, "end_time": 253402300799, "results": []}
    assert one_day([bucket(day, result(1)), far]).read(Period(day, date(2026, 11, 17)), now=NOW).control_total == 1


@pytest.mark.parametrize("field", ["start_time", "end_time"])
@pytest.mark.parametrize("shift", [3600, -3600 * 30])
def test_a_bucket_that_is_not_one_utc_day_is_a_changed_provider(field: str, shift: int) -> None:
    day = date(2026, 11, 16)
    right = bucket(day)
    wrong = bucket(day, result(1), **{field: right[field] + shift})
    with pytest.raises(ProviderChangedError, match=field):
        one_day([wrong]).read(Period(day, date(2026, 11, 17)), now=NOW)


def test_a_day_that_was_not_asked_for_is_left_out() -> None:
    days = (date(2026, 11, 15), date(2026, 11, 16), date(2026, 11, 17))
    reading = one_day([bucket(day, result(1)) for day in days]).read(Period(days[1], days[2]), now=NOW)
    assert [charge.day for charge in reading.charges] == [days[1]]
    assert reading.control_total == 1


def test_two_currencies_are_never_added() -> None:
    euro = {"amount": {"value": 2, "currency": "eur"}}
    day = date(2026, 11, 16)
    reading = one_day([bucket(day, result(1), euro)]).read(Period(day, date(2026, 11, 17)), now=NOW)
    assert reading.control_total is None
    assert {charge.currency: charge.billed_cost for charge in reading.charges} == {"USD": 1, "EUR": 2}


def test_a_quantity_that_cannot_be_read_is_not_known_and_the_money_is() -> None:
    day = date(2026, 11, 16)
    with capture_logs() as logged:
        reading = one_day([bucket(day, result(1) | {"quantity": "?"}, result(2) | {"quantity": [1]})]).read(
            Period(day, date(2026, 11, 17)), now=NOW
        )
    assert [(one.billed_cost, one.quantity) for one in reading.charges] == [(1, None), (2, None)]
    assert ["quantity is not a number" in one["reason"] for one in logged if one["event"] == "count not read"] == [True]
