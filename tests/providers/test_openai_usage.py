"""What OpenAI meters: tokens to divide a bill by, and what was asked for how often."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import httpx
import pytest
import stamina
from structlog.testing import capture_logs

from bot import collect
from bot.collect import Account
from bot.errors import ProviderChangedError, ProviderUnavailableError
from bot.facts.activity import ActivityKind
from bot.facts.metered import Dimension
from bot.facts.periods import Period
from bot.facts.tokens import TokenKind
from bot.ledger.db import Database
from bot.providers.answer import Answer
from bot.providers.openai_metered import terms, tokens
from tests.factories import no_pseudonym
from tests.providers.openai_server import Organization
from tests.providers.replay import Instead, Replay, recording
from tests.stored import stored

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ANA, BO = "ana.silva@acme.example", "bo@acme.example"
REFUSED = recording("openai", "refused_by_person")
KINDS = (
    "completions", "embeddings", "moderations", "images", "audio_speeches", "audio_transcriptions",
    "file_search_calls", "web_search_calls", "code_interpreter_sessions",
)  # fmt: skip


@pytest.fixture(autouse=True)
def hasty() -> Iterator[None]:
    with stamina.set_testing(True):
        yield


def row(**fields: Any) -> Answer:
    return Answer.of("OpenAI", {"input_tokens": 1000, "output_tokens": 500, "num_model_requests": 5} | fields)


def exchanges(path: str) -> list[int]:
    return [n for n, one in enumerate(REFUSED.exchanges) if one["request"]["path"].endswith(path)]


def refusing(status: int, *paths: str) -> dict[int, Instead]:
    return {number: lambda _: httpx.Response(status) for path in paths for number in exchanges(path)}


def test_cached_tokens_are_inside_the_input_and_no_token_is_counted_twice() -> None:
    """AC-A7: the other way round Ana would have used 1,800,000 tokens of the input."""
    used = {(one.person, one.model): one.tokens for one in Replay(REFUSED).read().metered}
    assert used[ANA, "gpt-6-astra"] == {
        TokenKind.CACHE_READ: 750_000,
        TokenKind.INPUT: 300_000,
        TokenKind.OUTPUT: 100_000,
    }
    assert used[BO, "gpt-6-astra"] == {
        TokenKind.CACHE_READ: 250_000,
        TokenKind.INPUT: 100_000,
        TokenKind.OUTPUT: 200_000,
    }


def test_the_tokens_by_person_are_those_that_the_bill_is_for() -> None:
    reading = Replay(REFUSED).read()
    billed = {
        TokenKind.INPUT: "gpt-6-astra, input_tokens",
        TokenKind.CACHE_READ: "gpt-6-astra, cached_input_tokens",
        TokenKind.OUTPUT: "gpt-6-astra, output_tokens",
    }
    for kind, line_item in billed.items():
        metered = sum(one.tokens.get(kind, 0) for one in reading.metered if one.model == "gpt-6-astra")
        assert [metered] == [one.quantity for one in reading.charges if one.line_item == line_item]


def test_every_modality_and_cache_writes_have_a_kind_of_their_own() -> None:
    """The example of OpenAI's own reference, of which 1,000 is the whole."""
    found = tokens(
        row(
            input_cached_tokens=400, input_cache_write_tokens=100, input_uncached_tokens=500, input_text_tokens=400,
            output_text_tokens=400, input_cached_text_tokens=300, input_audio_tokens=50, input_cached_audio_tokens=50,
            output_audio_tokens=50, input_image_tokens=50, input_cached_image_tokens=50, output_image_tokens=50,
        )
    )  # fmt: skip
    assert found == {
        TokenKind.CACHE_AUDIO_READ: 50, TokenKind.CACHE_IMAGE_READ: 50, TokenKind.CACHE_READ: 300,
        TokenKind.CACHE_WRITE: 100, TokenKind.INPUT_AUDIO: 50, TokenKind.INPUT_IMAGE: 50, TokenKind.INPUT: 400,
        TokenKind.OUTPUT_AUDIO: 50, TokenKind.OUTPUT_IMAGE: 50, TokenKind.OUTPUT: 400,
    }  # fmt: skip
    assert sum(found.values()) == 1500


def test_old_rows_may_lack_all_but_the_wholes_and_embeddings_write_nothing() -> None:
    assert tokens(row(input_cached_tokens=None)) == {TokenKind.INPUT: 1000, TokenKind.OUTPUT: 500}
    assert tokens(Answer.of("OpenAI", {"input_tokens": 7}), is_written=False) == {TokenKind.INPUT: 7}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"input_cached_tokens": 1001}, "input_tokens"),
        ({"output_audio_tokens": 501}, "output_tokens"),
        ({"input_cached_tokens": 10, "input_cached_audio_tokens": 11}, "input_cached_tokens"),
        ({"input_tokens": None}, "input_tokens"),
        ({"input_tokens": -1}, "input_tokens"),
        ({"output_tokens": None}, "output_tokens"),
        ({"input_cached_tokens": "?"}, "input_cached_tokens"),
    ],
)
def test_counts_that_cannot_be_are_a_changed_provider(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(ProviderChangedError, match=named):
        tokens(row(**wrong))


def without_a_bucket(body: dict[str, Any]) -> None:
    body["data"].pop()


def without_a_count(body: dict[str, Any]) -> None:
    next(bucket for bucket in body["data"] if bucket["results"])["results"][0]["input_tokens"] = "?"


@pytest.mark.parametrize(("change", "named"), [(without_a_bucket, "data"), (without_a_count, "input_tokens")])
def test_usage_that_cannot_be_read_is_withheld_and_the_bill_stays_whole(change: Any, named: str) -> None:
    (number,) = exchanges("/usage/completions")
    body = copy.deepcopy(REFUSED.exchanges[number]["response"]["body"])
    change(body)
    with capture_logs() as logged:
        reading = Replay(REFUSED, {number: lambda _: httpx.Response(200, json=body)}).read()
    assert [named in one["reason"] for one in logged if one["event"] == "usage of completions not read"] == [True]
    assert reading.activities is None
    assert not any(one.model == "gpt-6-astra" for one in reading.metered)
    assert reading.control_total == sum(one.billed_cost or 0 for one in reading.charges) == Decimal("7.073000001")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {}),
        ({"batch": False, "service_tier": "default"}, {}),
        ({"batch": None, "service_tier": None}, {}),
        ({"batch": True, "service_tier": "default"}, {"processing": "batch"}),
        ({"batch": False, "service_tier": "flex"}, {"service_tier": "flex"}),
        ({"service_tier": "priority"}, {"service_tier": "priority"}),
        ({"service_tier": "scale"}, {"service_tier": "scale"}),
    ],
)
def test_what_the_price_depends_on_is_said_in_the_words_of_the_price_list(
    fields: dict[str, Any], expected: dict[str, str]
) -> None:
    assert terms(row(**fields)) == expected


def test_a_bill_that_is_refused_by_person_is_divided_among_those_who_used_the_key(database: Database) -> None:
    """AC-E12: by what each one's tokens of the kind cost; what no list prices stays whole, and says why."""
    account = Account(connection="openai", provider=Replay(REFUSED).provider())
    done = collect.collect(database, account, REFUSED.window, now=REFUSED.now, pseudonym=no_pseudonym)
    assert done.billed_cost == done.control_total == Decimal("7.073000001")
    found: defaultdict[str | None, dict[str, Decimal]] = defaultdict(dict)
    for (line_item, person, basis), billed in stored(database, "openai", "line_item", "person", "basis").items():
        found[line_item][f"{person} {basis}"] = billed
    ana, bo = f"p_{ANA} allocated", f"p_{BO} allocated"
    assert found == {
        "gpt-6-astra, input_tokens": {ana: Decimal("0.6"), bo: Decimal("0.2")},
        "gpt-6-astra, cached_input_tokens": {ana: Decimal("0.15"), bo: Decimal("0.05")},
        "gpt-6-astra, output_tokens": {ana: Decimal(1), bo: Decimal("2.000000001")},
        "gpt-5.4-2026-03-05, input": {ana: Decimal("0.25"), bo: Decimal("0.25")},
        "text-embedding-3-large, input": {bo: Decimal("0.013")},
        "web search tool calls": {"None measured": Decimal("0.06")},
        "gpt-6-nova, output_tokens": {"None measured": Decimal("2.5")},
    }


def test_it_is_said_that_the_bill_was_not_grouped_by_person() -> None:
    reading = Replay(REFUSED).read()
    assert reading.billed_by_day == dict.fromkeys(REFUSED.window.days(), frozenset(Dimension) - {Dimension.PERSON})


def test_what_was_asked_for_is_counted_by_person_project_and_model_and_is_no_money() -> None:
    counted = {
        (one.kind, one.tool, one.model, one.person): one.count
        for one in Replay(REFUSED).read().activities or ()
        if one.day == REFUSED.window.start
    }
    requests, sessions = ActivityKind.REQUESTS, ActivityKind.SESSIONS
    assert counted == {
        (requests, "completions", "gpt-6-astra", ANA): 300,
        (requests, "completions", "gpt-6-astra", BO): 100,
        (requests, "completions", "gpt-5.4-2026-03-05", ANA): 10,
        (requests, "completions", "gpt-5.4-2026-03-05", BO): 10,
        (requests, "embeddings", "text-embedding-3-large", BO): 20,
        (requests, "web_search_calls", "gpt-6-astra", ANA): 6,
        (sessions, "code_interpreter_sessions", None, None): 3,
    }


def test_rows_without_a_model_are_counted_and_divide_nothing() -> None:
    reading = Replay(REFUSED).read()
    assert [one.count for one in reading.activities or () if one.model is None and one.tool == "completions"] == [2]
    assert all(one.model for one in reading.metered)


def test_a_usage_window_is_read_in_chunks_of_31_days_of_every_kind() -> None:
    server = Organization()
    server.provider().read(Period(date(2026, 8, 16), date(2026, 11, 16)), now=NOW)
    for kind in KINDS:
        asked = [one.url.params for one in server.asked if one.url.path.endswith(f"/usage/{kind}")]
        assert [one["limit"] for one in asked] == ["31", "31", "30"]


@pytest.mark.parametrize("status", [400, 403, 404])
def test_usage_that_is_refused_loses_no_cost_and_what_was_counted_before_stays(status: int) -> None:
    with capture_logs() as logged:
        reading = Replay(REFUSED, refusing(status, *(f"/usage/{kind}" for kind in KINDS))).read()
    assert [entry["kind"] for entry in logged if entry["event"] == "usage not read"] == list(KINDS)
    assert reading.control_total == sum(one.billed_cost or 0 for one in reading.charges) == Decimal("7.073000001")
    assert (reading.activities, reading.metered) == (None, ())


def test_a_kind_that_is_not_offered_was_not_used_and_one_that_is_withheld_is_not_known() -> None:
    whole = Replay(REFUSED).read()
    for status, activities in ((404, whole.activities), (403, None)):
        reading = Replay(REFUSED, refusing(status, "/usage/images")).read()
        assert reading.activities == activities
        assert reading.metered == whole.metered


@pytest.mark.parametrize("status", [429, 500])
def test_usage_that_is_busy_fails_the_reading_so_that_what_was_divided_stays_divided(status: int) -> None:
    for kind in KINDS:
        with pytest.raises(ProviderUnavailableError):
            Replay(REFUSED, refusing(status, f"/usage/{kind}")).read()


def test_two_readings_of_the_same_answers_meter_alike() -> None:
    assert Replay(REFUSED).read() == Replay(REFUSED).read()
    assert isinstance(Replay(REFUSED).read().metered[0].terms, MappingProxyType)
