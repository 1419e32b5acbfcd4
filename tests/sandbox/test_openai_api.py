from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.sandbox.clock import HISTORY_STARTS, CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.truth import truth
from tests.sandbox.readers import ALL, exact, items, openai_buckets, openai_totals, refused, seconds

COMPANY = larkspur()
UNTIL = date(2026, 11, 18)
DAY = date(2026, 10, 7)
OLD = COMPANY.openai_people_since - timedelta(days=1)


def test_all_pages_add_up_to_the_planted_truth_by_day_and_project(openai: httpx.Client, clock: CompanyClock) -> None:
    read = openai_totals(openai, HISTORY_STARTS, UNTIL, *ALL)
    planted = truth(COMPANY, clock())
    told = {
        day: {project: Decimal(usd) for project, usd in of.items()}
        for day, of in planted["sub_accounts"]["openai"].items()
    }
    assert read == told
    assert len(read) == 184
    assert any(None in of for of in read.values())


@pytest.mark.parametrize("group_by", [(), ("project_id",), ("user_id",), ("api_source", "line_item"), ("api_key_id",)])
def test_every_grouping_has_the_same_daily_totals(
    openai: httpx.Client, clock: CompanyClock, group_by: tuple[str, ...]
) -> None:
    read = openai_totals(openai, HISTORY_STARTS, UNTIL, *group_by)
    planted = truth(COMPANY, clock())["days"]["openai"]
    assert {day: sum(of.values()) for day, of in read.items()} == {day: Decimal(usd) for day, usd in planted.items()}


def test_brackets_and_plain_names_ask_the_same(openai: httpx.Client) -> None:
    asked: dict[str, Any] = {"start_time": seconds(DAY), "end_time": seconds(UNTIL)}
    plain = openai.get("/organization/costs", params={**asked, "group_by": ["project_id", "line_item"]})
    brackets = openai.get("/organization/costs", params={**asked, "group_by[]": ["project_id", "line_item"]})
    assert exact(plain) == exact(brackets)


def test_a_day_without_spend_is_a_bucket_without_results(openai: httpx.Client) -> None:
    before, first = openai_buckets(openai, HISTORY_STARTS - timedelta(days=1), HISTORY_STARTS + timedelta(days=1))
    assert before["results"] == []
    assert len(first["results"]) == 1


def test_what_was_not_grouped_is_null(openai: httpx.Client) -> None:
    [bucket] = openai_buckets(openai, DAY, DAY + timedelta(days=1))
    [result] = bucket["results"]
    dims = ("project_id", "api_key_id", "line_item", "user_id", "api_source", "quantity", "quantity_unit")
    assert [result[name] for name in dims] == [None] * 7
    [grouped] = openai_buckets(openai, DAY, DAY + timedelta(days=1), "line_item")
    assert all(result["project_id"] is None for result in grouped["results"])
    assert any(result["quantity"] is not None for result in grouped["results"])


def test_amounts_are_numbers_and_numeric_strings_with_every_digit(openai: httpx.Client) -> None:
    [bucket] = openai_buckets(openai, DAY, DAY + timedelta(days=1), *ALL)
    values = [result["amount"]["value"] for result in bucket["results"]]
    assert {type(value) for value in values} == {str, Decimal}
    assert max(-int(Decimal(value).normalize().as_tuple().exponent) for value in values if Decimal(value)) > 9
    assert any(Decimal(value) == 0 for value in values)


def test_a_limit_counts_buckets_and_defaults_to_seven(openai: httpx.Client) -> None:
    page = exact(openai.get("/organization/costs", params={"start_time": seconds(HISTORY_STARTS)}))
    assert len(page["data"]) == 7
    assert page["has_more"]
    assert len(openai_buckets(openai, HISTORY_STARTS, UNTIL, limit=5)) == 184


def test_a_grouped_page_may_be_shorter_than_its_limit_and_have_more(openai: httpx.Client) -> None:
    asked: dict[str, Any] = {"start_time": seconds(HISTORY_STARTS), "limit": 180, "group_by": "project_id"}
    page = exact(openai.get("/organization/costs", params=asked))
    assert len(page["data"]) < 180
    assert page["has_more"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_time": None},
        {"limit": 181},
        {"limit": 0},
        {"limit": "many"},
        {"bucket_width": "1h"},
        {"group_by": "model"},
        {"group_by": ["user_id", "project_id"], "start_time": seconds(OLD)},
        {"group_by": "user_id", "project_ids": "proj_x", "start_time": seconds(OLD)},
        {"end_time": 1},
        {"page": "page_nonsense"},
        {"grouped_by": "project_id"},
        {"start_time": 10**30},
    ],
)
def test_what_the_real_api_refuses_is_refused(openai: httpx.Client, wrong: dict[str, Any]) -> None:
    asked: dict[str, Any] = {"start_time": seconds(DAY), **wrong}
    params = {name: value for name, value in asked.items() if value is not None}
    error = refused(openai.get("/organization/costs", params=params), 400)
    assert error["type"] == "invalid_request_error"


def test_filters_keep_only_what_was_asked_for(openai: httpx.Client) -> None:
    key = COMPANY.openai_keys[0].id
    asked: dict[str, Any] = {"start_time": seconds(DAY), "limit": 1, "group_by": list(ALL), "api_key_ids": key}
    [bucket] = exact(openai.get("/organization/costs", params=asked))["data"]
    assert {result["api_key_id"] for result in bucket["results"]} == {key}


def test_a_wrong_key_is_401_and_a_project_key_403(base_url: str) -> None:
    url = f"{base_url}/openai/v1/organization/users"
    for key, status in (("sk-admin-wrong", 401), ("sk-proj-model-calls", 403)):
        refused(httpx.get(url, headers={"authorization": f"Bearer {key}"}), status)
    refused(httpx.get(url), 401)


def test_an_archived_project_is_listed_only_when_asked_for(openai: httpx.Client) -> None:
    shown = {one["id"]: one["status"] for one in items(openai, "/organization/projects", limit=3)}
    every = {
        one["id"]: one["status"] for one in items(openai, "/organization/projects", limit=3, include_archived=True)
    }
    assert set(shown.values()) == {"active"}
    [archived] = every.keys() - shown.keys()
    assert every[archived] == "archived"
    assert len(every) == len(COMPANY.projects)
    assert exact(openai.get(f"/organization/projects/{archived}"))["status"] == "archived"
    refused(openai.get(f"/organization/projects/{archived}/users"), 400)
    refused(openai.get("/organization/projects/proj_unknown/api_keys"), 404)


def test_a_key_whose_owner_left_is_hidden_and_a_deleted_key_only_in_the_rows(openai: httpx.Client) -> None:
    projects = [project.id for project in COMPANY.projects]
    plain = {key["id"] for one in projects for key in items(openai, f"/organization/projects/{one}/api_keys", limit=1)}
    every = {
        key["id"]
        for one in projects
        for key in items(openai, f"/organization/projects/{one}/api_keys", owner_project_access="any")
    }
    hidden = {key.id for key in COMPANY.openai_keys if key.hidden}
    deleted = {key.id for key in COMPANY.openai_keys if key.deleted}
    assert every - plain == hidden != set()
    assert every & deleted == set()
    billed = openai_buckets(openai, HISTORY_STARTS, HISTORY_STARTS + timedelta(days=7), "api_key_id")
    assert deleted <= {result["api_key_id"] for bucket in billed for result in bucket["results"]}


def test_the_people_of_the_company_are_all_listed_over_pages(openai: httpx.Client) -> None:
    listed = items(openai, "/organization/users")
    assert {user["email"] for user in listed} == {person.openai_email for person in COMPANY.people}
    one = items(openai, "/organization/users", **{"emails[]": "ana.silva@larkspur.example"})
    assert [user["name"] for user in one] == ["Ana Silva"]
    refused(openai.get("/organization/users", params={"limit": 101}), 400)
    refused(openai.get("/organization/nothing"), 404)
