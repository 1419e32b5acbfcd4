from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.sandbox import spend
from bot.sandbox.clock import HISTORY_STARTS, CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.truth import truth
from tests.sandbox.conftest import ANTHROPIC_KEY, BETA, VERSION
from tests.sandbox.readers import ALL, FINEST, anthropic_rows, anthropic_totals, exact, openai_totals

COMPANY = larkspur()
UNTIL = date(2026, 11, 18)
DAY = date(2026, 10, 7)
COST = "/organizations/analytics/cost"
ASKED: dict[str, Any] = {
    "starting_at": "2026-11-02T00:00:00Z",
    "ending_at": "2026-11-09T00:00:00Z",
    "time_bucket_width": "1d",
}


def planted(clock: CompanyClock) -> dict[str, dict[str | None, Decimal]]:
    days = truth(COMPANY, clock())["sub_accounts"]["anthropic"]
    return {day: {account: Decimal(usd) for account, usd in of.items()} for day, of in days.items()}


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    body = answer.json()
    assert answer.status_code == status, body
    assert body.keys() == {"type", "error", "request_id"}
    assert body["type"] == "error"
    assert body["request_id"].startswith("req_")
    error: dict[str, Any] = body["error"]
    return error


def test_all_pages_add_up_to_the_planted_truth_by_day_and_workspace(
    anthropic: httpx.Client, clock: CompanyClock
) -> None:
    read = anthropic_totals(anthropic, HISTORY_STARTS, UNTIL, *FINEST)
    assert read == planted(clock)
    assert len(read) == 184
    assert any(None in of for of in read.values())


@pytest.mark.parametrize("group_by", [(), ("workspace_id",), ("actor",), ("model", "cost_type"), ("product", "speed")])
def test_every_grouping_has_the_same_daily_totals(
    anthropic: httpx.Client, clock: CompanyClock, group_by: tuple[str, ...]
) -> None:
    read = anthropic_totals(anthropic, HISTORY_STARTS, UNTIL, *group_by)
    told = {day: sum(of.values()) for day, of in planted(clock).items()}
    assert {day: sum(of.values()) for day, of in read.items()} == told


def test_a_range_without_buckets_is_one_row_with_the_sum_of_its_days(
    anthropic: httpx.Client, clock: CompanyClock
) -> None:
    asked = {name: value for name, value in ASKED.items() if name != "time_bucket_width"}
    [row] = exact(anthropic.get(COST, params=asked))["data"]
    days = [f"2026-11-{day:02d}" for day in range(2, 9)]
    told = planted(clock)
    assert Decimal(row["cost"]["amount"]) / 100 == sum(sum(told[day].values()) for day in days)
    assert (row["starting_at"], row["ending_at"]) == (asked["starting_at"], asked["ending_at"])


def test_three_days_of_w46_are_restated_after_the_clock_has_moved(anthropic: httpx.Client, clock: CompanyClock) -> None:
    week = (date(2026, 11, 9), date(2026, 11, 16))
    clock.advance(days=4)  # the last late rows are in, the restatement is not
    before = anthropic_totals(anthropic, *week, "workspace_id")
    clock.advance(days=1)
    after = anthropic_totals(anthropic, *week, "workspace_id")
    assert after == {day: of for day, of in planted(clock).items() if day in after}
    engineering = {rule.sub_account for rule in COMPANY.rules if rule.team == "engineering"}
    moved = sum(after[day][account] - before[day][account] for day in after for account in engineering)
    assert moved > 10
    restated = sorted(day for day in after if after[day] != before[day])
    assert restated == ["2026-11-10", "2026-11-11", "2026-11-12"]


def test_a_day_read_early_is_lower_than_read_later_and_the_running_day_grows(
    anthropic: httpx.Client, clock: CompanyClock
) -> None:
    days = (date(2026, 11, 16), date(2026, 11, 18))
    early = anthropic_totals(anthropic, *days)
    clock.advance(days=7)
    late = anthropic_totals(anthropic, *days)
    assert all(early[day][None] < late[day][None] for day in ("2026-11-16", "2026-11-17"))
    assert late["2026-11-17"][None] > 2 * early["2026-11-17"][None]


def test_every_group_key_is_there_and_null_unless_asked_for(anthropic: httpx.Client) -> None:
    row = anthropic_rows(anthropic, DAY, DAY + timedelta(days=1), "model")[0]
    assert len(row["group"]) == 22
    assert [name for name, value in row["group"].items() if value is not None] == ["model"]


def test_fan_out_rows_do_not_count_toward_the_limit_and_carry_no_requests(anthropic: httpx.Client) -> None:
    asked = {**ASKED, "limit": 10, "group_by[]": ["workspace_id", "token_type"]}
    page = exact(anthropic.get(COST, params=asked))
    assert len(page["data"]) > 10
    assert {row["cost"]["requests"] for row in page["data"]} == {None}
    plain = exact(anthropic.get(COST, params={**ASKED, "limit": 10, "group_by[]": "workspace_id"}))
    assert len(plain["data"]) == 10
    assert all(row["cost"]["requests"] > 0 for row in plain["data"])


def test_twenty_rows_come_by_default_dearest_first_over_all_days(anthropic: httpx.Client) -> None:
    page = exact(anthropic.get(COST, params={**ASKED, "group_by[]": ["model", "actor"]}))
    amounts = [Decimal(row["cost"]["amount"]) for row in page["data"]]
    assert len(amounts) == 20
    assert amounts == sorted(amounts, reverse=True)
    assert len({row["starting_at"] for row in page["data"]}) > 1


def test_amounts_are_text_in_fractional_cents_below_list(anthropic: httpx.Client) -> None:
    rows = anthropic_rows(anthropic, DAY, DAY + timedelta(days=1), *FINEST)
    assert all(isinstance(row["cost"]["amount"], str) for row in rows)
    assert max(len(row["cost"]["amount"].partition(".")[2]) for row in rows) >= 5
    assert any(Decimal(row["cost"]["amount"]) == 0 for row in rows)
    dear = [row["cost"] for row in rows if Decimal(row["cost"]["amount"])]
    assert all(Decimal(cost["list_amount"]) > Decimal(cost["amount"]) for cost in dear)


def test_every_kind_of_actor_is_told_and_a_deleted_user_has_no_email(anthropic: httpx.Client) -> None:
    rows = anthropic_rows(anthropic, date(2026, 8, 3), date(2026, 8, 10), "actor")
    actors = [row["group"]["actor"] for row in rows]
    kinds = {actor and actor["type"] for actor in actors}
    assert kinds == {None, "user_actor", "service_account_actor", "api_actor", "federated_actor"}
    [gone] = {(actor["name"], actor["email_address"]) for actor in actors if actor and actor.get("deleted")}
    assert gone == ("Deleted User", None)
    kept = anthropic.get(
        COST,
        params={
            "starting_at": "2026-08-03T00:00:00Z", "ending_at": "2026-08-10T00:00:00Z", "group_by[]": "actor",
            "exclude_deleted_users": "true", "limit": 1000,
        },
    )  # fmt: skip
    assert not any((row["group"]["actor"] or {}).get("deleted") for row in exact(kept)["data"])


def test_groups_overlap_and_so_add_up_to_more_than_the_total(anthropic: httpx.Client) -> None:
    [plain] = anthropic_rows(anthropic, DAY, DAY + timedelta(days=1))
    grouped = anthropic_rows(anthropic, DAY, DAY + timedelta(days=1), "rbac_group_id")
    assert sum(Decimal(row["cost"]["amount"]) for row in grouped) > Decimal(plain["cost"]["amount"])
    assert None in {row["group"]["rbac_group_id"] for row in grouped}


def test_claude_in_slack_is_told_by_slack_user_and_channel(anthropic: httpx.Client) -> None:
    rows = anthropic_rows(anthropic, DAY, DAY + timedelta(days=1), "slack_channel_id", "claude_tag_user_id")
    tagged = [row["group"] for row in rows if row["group"]["slack_channel_id"]]
    assert {group["slack_channel_id"] for group in tagged} == {"C0SALES001"}
    users = {group["claude_tag_user_id"] for group in tagged}
    assert None in users
    assert users - {None} <= {person.slack_id for person in COMPANY.people}


def test_an_empty_key_filter_keeps_usage_without_a_key(anthropic: httpx.Client) -> None:
    key = COMPANY.anthropic_keys[0].id
    for words, expected in ((["", key], {None, key}), ([key], {key})):
        asked = {**ASKED, "group_by[]": "api_key_id", "api_key_ids[]": words}
        assert {row["group"]["api_key_id"] for row in exact(anthropic.get(COST, params=asked))["data"]} == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"starting_at": None},
        {"starting_at": "2025-12-31T00:00:00Z"},
        {"starting_at": "2026-11-02T00:00:00"},
        {"starting_at": "yesterday"},
        {"ending_at": None},
        {"ending_at": "2026-12-04T00:00:00Z"},
        {"ending_at": "2026-11-01T00:00:00Z"},
        {"time_bucket_width": "7d"},
        {"time_bucket_width": "1m"},
        {"group_by[]": ["model", "actor", "product", "speed", "api_key_id", "workspace_id"]},
        {"group_by[]": "colour"},
        {"group_by[]": ["claude_tag_user_id", "rbac_group_id"]},
        {"exclude_deleted_users": "true"},
        {"limit": 0},
        {"limit": 1001},
        {"page": "page_nonsense"},
        {"order_by": "tokens"},
        {"bucket_width": "1d"},
    ],
)
def test_what_the_real_api_refuses_is_refused(anthropic: httpx.Client, wrong: dict[str, Any]) -> None:
    params = {name: value for name, value in {**ASKED, **wrong}.items() if value is not None}
    assert refused(anthropic.get(COST, params=params), 400)["type"] == "invalid_request_error"


def test_a_cursor_serves_only_the_query_it_came_from(anthropic: httpx.Client) -> None:
    asked = {**ASKED, "group_by[]": "model", "limit": 5}
    cursor = exact(anthropic.get(COST, params=asked))["next_page"]
    assert len(exact(anthropic.get(COST, params={**asked, "page": cursor}))["data"]) == 5
    refused(anthropic.get(COST, params={**asked, "limit": 6, "page": cursor}), 400)
    refused(anthropic.get(COST, params={**asked, "group_by[]": "actor", "page": cursor}), 400)


def test_five_dimensions_with_both_fan_outs_are_allowed(anthropic: httpx.Client) -> None:
    assert anthropic_rows(anthropic, DAY, DAY + timedelta(days=1), *FINEST)


def test_the_answer_says_how_fresh_it_is_and_that_moves(anthropic: httpx.Client, clock: CompanyClock) -> None:
    first = exact(anthropic.get(COST, params=ASKED))["data_refreshed_at"]
    clock.advance(days=1)
    assert exact(anthropic.get(COST, params=ASKED))["data_refreshed_at"] > first


def test_headers_and_keys_are_asked_for_as_the_real_api_does(base_url: str) -> None:
    url = f"{base_url}/anthropic/v1{COST}"
    key = {"x-api-key": ANTHROPIC_KEY}
    bearer = {"authorization": f"Bearer {ANTHROPIC_KEY}"}
    assert httpx.get(url, params=ASKED, headers={**key, **VERSION, **BETA}).status_code == 200
    assert httpx.get(url, params=ASKED, headers={**bearer, **VERSION, **BETA}).status_code == 200
    newer = {**key, "anthropic-version": "2026-10-21", **BETA}
    assert httpx.get(url, params=ASKED, headers=newer).status_code == 200
    assert "anthropic-beta" in refused(httpx.get(url, params=ASKED, headers={**key, **VERSION}), 400)["message"]
    assert "anthropic-version" in refused(httpx.get(url, params=ASKED, headers={**key, **BETA}), 400)["message"]
    wrong = httpx.get(url, params=ASKED, headers={"x-api-key": "sk-ant-admin01-wrong", **VERSION, **BETA})
    assert refused(wrong, 401)["type"] == "authentication_error"
    model_key = httpx.get(url, params=ASKED, headers={"x-api-key": "sk-ant-api03-x", **VERSION, **BETA})
    assert refused(model_key, 403)["type"] == "permission_error"


def test_the_default_workspace_and_archived_ones_are_listed_only_when_asked_for(anthropic: httpx.Client) -> None:
    def listed(**asked: Any) -> list[str]:
        names: list[str] = []
        while True:
            page = exact(anthropic.get("/organizations/workspaces", params={"limit": 4, **asked}))
            names += [one["name"] for one in page["data"]]
            if not page["has_more"]:
                return names
            asked["after_id"] = page["last_id"]

    plain = listed()
    assert "Default" not in plain
    assert {"Default", "sales-trial"} | set(plain) == set(listed(include_default="true", include_archived="true"))
    assert len(plain) == len(COMPANY.workspaces) - 2


def test_keys_and_users_are_listed_by_cursor_and_filter(anthropic: httpx.Client) -> None:
    first = exact(anthropic.get("/organizations/api_keys", params={"limit": 5}))
    rest = exact(anthropic.get("/organizations/api_keys", params={"limit": 1000, "after_id": first["last_id"]}))
    assert {key["id"] for key in first["data"] + rest["data"]} == {key.id for key in COMPANY.anthropic_keys}
    back = exact(anthropic.get("/organizations/api_keys", params={"limit": 5, "before_id": rest["first_id"]}))
    assert back["data"] == first["data"]
    desk = COMPANY.workspaces[2].id
    within = exact(anthropic.get("/organizations/api_keys", params={"workspace_id": desk}))["data"]
    assert {key["scope"]["workspace_id"] for key in within} == {desk}
    assert exact(anthropic.get("/organizations/api_keys", params={"status": "archived"}))["data"] == []
    ana = exact(anthropic.get("/organizations/users", params={"email": "ana.silva@larkspur.example"}))["data"]
    assert [user["name"] for user in ana] == ["Ana Silva"]
    assert refused(anthropic.get("/organizations/nothing"), 404)["type"] == "not_found_error"


def test_26_weeks_of_both_providers_are_made_up_once_however_often_they_are_asked_for(
    openai: httpx.Client, anthropic: httpx.Client
) -> None:
    def ask() -> int:
        openai_totals(openai, HISTORY_STARTS, UNTIL, *ALL)
        anthropic_totals(anthropic, HISTORY_STARTS, UNTIL, *FINEST)
        return sum(days.cache_info().misses for days in (spend._openai_day, spend._anthropic_day))

    assert ask() == ask() > 0
