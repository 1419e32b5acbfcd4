"""The sandbox meters at OpenAI what it is billed for, in the ways of the real API."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.sandbox.clock import HISTORY_STARTS, CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.openai.usage import KINDS
from bot.sandbox.openai.users import DELETED_ID
from tests.sandbox.readers import exact, items, openai_buckets, openai_usage, refused, seconds

COMPANY = larkspur()
DAY = date(2026, 10, 7)
NEXT = DAY + timedelta(days=1)
UNTIL = date(2026, 11, 18)
BY = ("project_id", "user_id", "api_key_id", "model")
MEASURED = {
    "embeddings": ("input_tokens", "text-embedding-3-large, input"),
    "moderations": ("input_tokens", "omni-moderation-latest, input_tokens"),
    "images": ("images", "gpt-image-2, 1024x1024"),
    "audio_speeches": ("characters", "tts-1"),
    "audio_transcriptions": ("seconds", "whisper"),
    "code_interpreter_sessions": ("num_sessions", "code interpreter sessions"),
    "file_search_calls": ("num_requests", "file search tool calls"),
}


def billed(client: httpx.Client, since: date, until: date) -> dict[str, Decimal]:
    """The quantities of the bill by line item."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for bucket in openai_buckets(client, since, until, "line_item"):
        for result in bucket["results"]:
            found[result["line_item"]] += result["quantity"] or 0
    return found


def test_tokens_by_person_key_and_model_are_the_quantities_of_the_bill(openai: httpx.Client) -> None:
    counted: dict[str, Decimal] = defaultdict(Decimal)
    for result in openai_usage(openai, "completions", HISTORY_STARTS, UNTIL, *BY, "batch", "service_tier"):
        old, cached = result["model"].startswith("gpt-5.4"), result["input_cached_tokens"] or 0
        words = ("input", "cached input", "output") if old else ("input_tokens", "cached_input_tokens", "output_tokens")
        counts = (result["input_tokens"] - cached, cached, result["output_tokens"])
        for word, count in zip(words, counts, strict=True):
            counted[f"{result['model']}, {word}"] += count
    lines = billed(openai, HISTORY_STARTS, UNTIL)
    assert counted == {line: count for line, count in lines.items() if line in counted}
    assert {line for line in lines if line.startswith(("gpt-5", "gpt-6"))} == set(counted)
    assert len(counted) == 9


@pytest.mark.parametrize("kind", MEASURED)
def test_what_every_other_kind_measures_is_the_quantity_of_its_line(openai: httpx.Client, kind: str) -> None:
    field, line = MEASURED[kind]
    total = sum(result[field] for result in openai_usage(openai, kind, HISTORY_STARTS, UNTIL))
    assert total == billed(openai, HISTORY_STARTS, UNTIL)[line] > 0


def test_searches_cost_what_they_are_counted_at_and_stores_are_kept_in_bytes(openai: httpx.Client) -> None:
    searches = sum(one["num_requests"] for one in openai_usage(openai, "web_search_calls", DAY, NEXT, *BY))
    lines = {one["line_item"]: one for one in openai_buckets(openai, DAY, NEXT, "line_item")[0]["results"]}
    assert searches / 100 == Decimal(lines["web search tool calls"]["amount"]["value"])
    [stored] = openai_usage(openai, "vector_stores", DAY, NEXT)
    assert stored["usage_bytes"] == lines["file search storage"]["quantity"] * (2**30 // 24)


@pytest.mark.parametrize("kind", KINDS)
def test_every_grouping_measures_the_same_and_what_was_not_grouped_is_null(openai: httpx.Client, kind: str) -> None:
    [whole] = openai_usage(openai, kind, DAY, NEXT)
    groups = KINDS[kind].groups
    assert {whole[name] for name in groups} == {None}
    measured = {name: value for name, value in whole.items() if isinstance(value, Decimal)}
    finest = openai_usage(openai, kind, DAY, NEXT, *groups)
    assert {name: sum(one[name] for one in finest) for name in measured} == measured
    assert whole["object"] == f"organization.usage.{KINDS[kind].result}.result"


def test_old_rows_leave_out_or_leave_open_what_they_do_not_know(openai: httpx.Client) -> None:
    optional = {"input_uncached_tokens", "input_cache_write_tokens", "input_audio_tokens", "output_text_tokens"}
    old = openai_usage(openai, "completions", HISTORY_STARTS, HISTORY_STARTS + timedelta(days=7), *BY, "service_tier")
    new = openai_usage(openai, "completions", DAY, NEXT, *BY, "service_tier", "batch")
    assert all(not optional & one.keys() for one in old)
    assert {one["service_tier"] for one in old} == {None}
    assert all(optional <= one.keys() for one in new)
    assert {(one["service_tier"], one["batch"]) for one in new} == {
        ("default", False),
        ("default", True),
        ("flex", False),
    }


def test_brackets_and_plain_names_ask_the_same(openai: httpx.Client) -> None:
    asked: dict[str, Any] = {"start_time": seconds(DAY), "end_time": seconds(UNTIL)}
    plain = openai.get("/organization/usage/completions", params={**asked, "group_by": list(BY)})
    brackets = openai.get("/organization/usage/completions", params={**asked, "group_by[]": list(BY)})
    assert exact(plain) == exact(brackets)


def test_a_day_without_use_is_a_bucket_without_results_and_a_grouped_page_may_be_short(openai: httpx.Client) -> None:
    before = HISTORY_STARTS - timedelta(days=1)
    asked: dict[str, Any] = {"start_time": seconds(before), "limit": 31, "group_by": "model"}
    page = exact(openai.get("/organization/usage/completions", params=asked))
    assert page["data"][0]["results"] == []
    assert len(page["data"]) < 31
    assert page["has_more"]
    assert (
        len(exact(openai.get("/organization/usage/completions", params={"start_time": seconds(before)}))["data"]) == 7
    )


@pytest.mark.parametrize(("width", "most"), [("1d", 31), ("1h", 168), ("1m", 1440)])
def test_each_width_has_its_own_most_buckets(openai: httpx.Client, width: str, most: int) -> None:
    asked: dict[str, Any] = {"start_time": seconds(DAY), "bucket_width": width, "limit": most + 1}
    error = refused(openai.get("/organization/usage/completions", params=asked), 400)
    assert str(most) in error["message"]


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("completions", {"start_time": None}),
        ("completions", {"group_by": "line_item"}),
        ("completions", {"bucket_width": "1w"}),
        ("embeddings", {"group_by": "batch"}),
        ("embeddings", {"batch": "true"}),
        ("vector_stores", {"group_by": "user_id"}),
        ("vector_stores", {"user_ids": "user-x"}),
        ("completions", {"page": "page_nonsense"}),
    ],
)
def test_what_the_real_api_refuses_is_refused(openai: httpx.Client, kind: str, wrong: dict[str, Any]) -> None:
    asked: dict[str, Any] = {"start_time": seconds(DAY), **wrong}
    params = {name: value for name, value in asked.items() if value is not None}
    refused(openai.get(f"/organization/usage/{kind}", params=params), 400)
    refused(openai.get("/organization/usage/nothing", params={"start_time": seconds(DAY)}), 404)


def test_filters_keep_only_what_was_asked_for(openai: httpx.Client) -> None:
    asked: dict[str, Any] = {"start_time": seconds(DAY), "limit": 1, "group_by": ["model", "batch"], "batch": "true"}
    [bucket] = exact(openai.get("/organization/usage/completions", params=asked))["data"]
    assert [(one["model"], one["batch"]) for one in bucket["results"]] == [("gpt-5.4-2026-03-05", True)]


def test_costs_are_told_by_person_from_a_day_on_and_only_for_ranges_that_begin_then(openai: httpx.Client) -> None:
    since = COMPANY.openai_people_since
    asked: dict[str, Any] = {"group_by": ["project_id", "user_id"], "end_time": seconds(UNTIL), "limit": 1}
    assert openai.get("/organization/costs", params={**asked, "start_time": seconds(since)}).status_code == 200
    before = {**asked, "start_time": seconds(since - timedelta(days=1))}
    assert refused(openai.get("/organization/costs", params=before), 400)["code"] == "unsupported_combination"


def test_one_key_is_used_by_several_people_one_of_whom_is_in_no_directory(openai: httpx.Client) -> None:
    shared = next(key for key in COMPANY.openai_keys if key.name == "campaigns")
    since = COMPANY.openai_people_since
    results = openai_usage(openai, "completions", since, UNTIL, "api_key_id", "user_id")
    used = {one["user_id"]: one["day"] for one in results if one["api_key_id"] == shared.id}
    listed = {user["id"]: user["email"] for user in items(openai, "/organization/users")}
    assert len(used) == 5
    assert used.keys() - listed.keys() == {DELETED_ID}
    assert used[DELETED_ID] < date(2026, 9, 1)
    aliases = {person.openai_email for person in COMPANY.people if person.openai_email != person.email}
    assert {listed[user] for user in used if user in listed} & aliases == {"nora@studio.larkspur.example"}
    assert len(aliases) == 2


def test_a_key_is_rotated_and_a_model_comes_up_in_the_middle_of_the_history(openai: httpx.Client) -> None:
    keys = {key.id: key.name for key in COMPANY.openai_keys}
    project = next(project.id for project in COMPANY.projects if project.name == "operations-invoices")
    results = openai_usage(openai, "completions", HISTORY_STARTS, UNTIL, "project_id", "api_key_id", "model")
    days: dict[str, set[date]] = defaultdict(set)
    for one in results:
        days[one["model"]].add(one["day"])
        if one["project_id"] == project:
            days[keys[one["api_key_id"]]].add(one["day"])
    assert max(days["invoices"]) + timedelta(days=1) == min(days["invoices-2026-09"]) == date(2026, 9, 14)
    assert min(days["gpt-6-astra-2026-10-12"]) == date(2026, 10, 19)
    listed = [
        one["name"] for one in items(openai, f"/organization/projects/{project}/api_keys", owner_project_access="any")
    ]
    assert listed == ["invoices-2026-09"]


def test_what_arrives_late_is_metered_late_as_well(openai: httpx.Client, clock: CompanyClock) -> None:
    def tokens() -> dict[date, Decimal]:
        found: dict[date, Decimal] = defaultdict(Decimal)
        for one in openai_usage(openai, "completions", UNTIL - timedelta(days=3), UNTIL - timedelta(days=1)):
            found[one["day"]] += one["input_tokens"] + one["output_tokens"]
        return found

    early = tokens()
    clock.advance(days=7)
    late = tokens()
    assert early != late
    assert all(early[day] <= late[day] for day in late)
    assert sum(late.values()) == sum(
        count
        for line, count in billed(openai, UNTIL - timedelta(days=3), UNTIL - timedelta(days=1)).items()
        if line.startswith(("gpt-5", "gpt-6"))
    )
