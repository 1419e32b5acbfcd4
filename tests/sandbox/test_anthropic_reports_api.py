"""Usage, the older reports and Claude Code: the traps of the real ones, and the same truth behind all of them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.sandbox.anthropic.claude_code import code_rows
from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.provider_apis import provider_apis
from bot.sandbox.server import serving
from bot.sandbox.spend import anthropic_rows
from tests.sandbox.conftest import ANTHROPIC_KEY, BETA, VERSION
from tests.sandbox.readers import exact

COMPANY = larkspur()
WEEK = [date(2026, 11, 2) + timedelta(days=ahead) for ahead in range(7)]
RANGE: dict[str, Any] = {"starting_at": "2026-11-02T00:00:00Z", "ending_at": "2026-11-09T00:00:00Z"}
USAGE, COST = "/organizations/analytics/usage", "/organizations/analytics/cost"
OLD_COST, OLD_USAGE = "/organizations/cost_report", "/organizations/usage_report/messages"
CODE = "/organizations/usage_report/claude_code"
FIVE = ["actor", "api_key_id", "workspace_id", "model", "product"]
DEFAULT = next(one.id for one in COMPANY.workspaces if one.is_default)


@pytest.fixture(scope="module")
def without() -> Iterator[httpx.Client]:
    """Larkspur as an organization without analytics."""
    company, clock = replace(COMPANY, has_anthropic_analytics=False), CompanyClock()
    headers = {"x-api-key": ANTHROPIC_KEY, **VERSION, **BETA}
    with (
        serving(provider_apis(company, clock, keys={"anthropic": ANTHROPIC_KEY})) as url,
        httpx.Client(base_url=f"{url}/anthropic/v1", headers=headers, timeout=20) as client,
    ):
        yield client


def pages(client: httpx.Client, path: str, **asked: Any) -> list[Any]:
    found: list[Any] = []
    while True:
        page = exact(client.get(path, params=asked))
        found += page["data"]
        if not page["has_more"]:
            return found
        asked["page"] = page["next_page"]


def rows(clock: CompanyClock) -> Iterator[Any]:
    return (row for day in WEEK for row in anthropic_rows(COMPANY, day, clock()))


def output_tokens(clock: CompanyClock) -> dict[tuple[str, str | None, str | None], int]:
    found: defaultdict[tuple[str, str | None, str | None], int] = defaultdict(int)
    for row in rows(clock):
        if row.token_type == "output_tokens":
            found[row.day.isoformat(), row.api_key_id, row.model] += row.quantity
    return dict(found)


def refused(answer: httpx.Response, status: int = 400) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.json()["request_id"].startswith("req_")
    return answer.json()["error"]


def test_usage_tells_the_tokens_behind_the_costs(anthropic: httpx.Client, clock: CompanyClock) -> None:
    asked = {**RANGE, "time_bucket_width": "1d", "limit": 1000, "group_by[]": FIVE}
    found: defaultdict[tuple[str, str | None, str | None], int] = defaultdict(int)
    for row in pages(anthropic, USAGE, **asked):
        if tokens := int(row["usage"]["output_tokens"]):
            found[row["starting_at"][:10], row["group"]["api_key_id"], row["group"]["model"]] += tokens
    assert found == output_tokens(clock)


def test_cached_tokens_stand_beside_the_others_and_make_the_total(anthropic: httpx.Client) -> None:
    for row in pages(anthropic, USAGE, **RANGE, time_bucket_width="1d", limit=1000, **{"group_by[]": "model"}):
        usage = row["usage"]
        parts = [usage["uncached_input_tokens"], usage["cache_read_input_tokens"], usage["output_tokens"]]
        assert sum(parts) + sum(usage["cache_creation"].values()) == usage["total_tokens"]
        assert usage["cache_read_input_tokens"] or not usage["total_tokens"]


def test_usage_has_no_groups_of_costs_and_nulls_for_all_others(anthropic: httpx.Client) -> None:
    asked = {**RANGE, "time_bucket_width": "1d"}
    (row, *_) = exact(anthropic.get(USAGE, params={**asked, "group_by[]": "model"}))["data"]
    assert len(row["group"]) == 20
    assert [name for name, value in row["group"].items() if value is not None] == ["model"]
    assert "cost" not in row
    assert "token_type" in refused(anthropic.get(USAGE, params={**asked, "group_by[]": "token_type"}))["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"group_by[]": [*FIVE, "speed"]},
        {"ending_at": "2026-12-04T00:00:00Z"},
        {"ending_at": None},
        {"starting_at": "2025-12-31T00:00:00Z"},
        {"order_by": "amount"},
        {"limit": 1001},
    ],
)
def test_what_usage_refuses_is_what_cost_refuses(anthropic: httpx.Client, wrong: dict[str, Any]) -> None:
    asked = {**RANGE, "time_bucket_width": "1d", **wrong}
    refused(anthropic.get(USAGE, params={name: value for name, value in asked.items() if value is not None}))


def test_most_tokens_come_first_and_a_cursor_serves_only_its_own_query(anthropic: httpx.Client) -> None:
    asked = {**RANGE, "time_bucket_width": "1d", "group_by[]": "api_key_id", "limit": 5}
    page = exact(anthropic.get(USAGE, params=asked))
    totals = [row["usage"]["total_tokens"] for row in page["data"]]
    assert totals == sorted(totals, reverse=True)
    refused(anthropic.get(USAGE, params={**asked, "limit": 6, "page": page["next_page"]}))


def test_usage_needs_the_beta_header(base_url: str) -> None:
    headers = {"x-api-key": ANTHROPIC_KEY, **VERSION}
    assert (
        "anthropic-beta"
        in refused(httpx.get(f"{base_url}/anthropic/v1{USAGE}", params=RANGE, headers=headers))["message"]
    )


def test_an_organization_without_analytics_has_the_older_reports_alone(without: httpx.Client) -> None:
    for path in (COST, USAGE):
        assert refused(without.get(path, params=RANGE), 404)["type"] == "not_found_error"
    assert exact(without.get(OLD_COST, params=RANGE))["data"]


def test_the_older_costs_are_the_same_money_in_buckets_of_days(without: httpx.Client, clock: CompanyClock) -> None:
    planted: defaultdict[tuple[str, str | None], Decimal] = defaultdict(Decimal)
    for row in rows(clock):
        planted[row.day.isoformat(), None if row.workspace_id == DEFAULT else row.workspace_id] += row.amount
    asked = {**RANGE, "limit": 3, "group_by[]": ["workspace_id", "description"]}
    found: defaultdict[tuple[str, str | None], Decimal] = defaultdict(Decimal)
    for bucket in pages(without, OLD_COST, **asked):
        for one in bucket["results"]:
            found[bucket["starting_at"][:10], one["workspace_id"]] += Decimal(one["amount"])
    assert found == planted


def test_a_description_is_parsed_for_you_and_without_it_all_of_that_is_null(without: httpx.Client) -> None:
    (bucket, *_) = exact(without.get(OLD_COST, params={**RANGE, "group_by[]": "description"}))["data"]
    opus = next(one for one in bucket["results"] if one["description"] == "Claude Opus 5.5 Usage - Output Tokens")
    assert (opus["model"], opus["token_type"]) == ("claude-opus-5-5", "output_tokens")
    assert (opus["service_tier"], opus["context_window"]) == ("standard", "0-200k")
    assert {"Web Search Usage", "Code Execution Usage"} <= {one["description"] for one in bucket["results"]}
    (plain, *_) = exact(without.get(OLD_COST, params=RANGE))["data"]
    (whole,) = plain["results"]
    assert {name for name, value in whole.items() if value is not None} == {"currency", "amount"}


def test_the_older_usage_tells_the_same_tokens_by_key_and_no_requests(
    without: httpx.Client, clock: CompanyClock
) -> None:
    asked = {**RANGE, "limit": 31, "group_by[]": ["api_key_id", "model", "service_tier", "context_window"]}
    found: defaultdict[tuple[str, str | None, str | None], int] = defaultdict(int)
    tiers: set[str] = set()
    for bucket in pages(without, OLD_USAGE, **asked):
        for one in bucket["results"]:
            assert "requests" not in one
            tiers.add(one["service_tier"])
            if tokens := int(one["output_tokens"]):
                found[bucket["starting_at"][:10], one["api_key_id"], one["model"]] += tokens
    assert found == output_tokens(clock)
    assert tiers == {"standard", "batch"}


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (OLD_COST, {"group_by[]": "api_key_id"}),
        (OLD_COST, {"bucket_width": "1h"}),
        (OLD_COST, {"limit": 32}),
        (OLD_COST, {"time_bucket_width": "1d"}),
        (OLD_COST, {"page": "page_nonsense"}),
        (OLD_USAGE, {"group_by[]": "description"}),
        (OLD_USAGE, {"limit": 32}),
        (OLD_USAGE, {"starting_at": "2026-11-02"}),
    ],
)
def test_what_the_older_reports_refuse(without: httpx.Client, path: str, wrong: dict[str, Any]) -> None:
    refused(without.get(path, params={**RANGE, **wrong}))


def test_seven_buckets_come_by_default_and_a_cursor_leads_to_the_others(without: httpx.Client) -> None:
    asked = {"starting_at": "2026-11-01T00:00:00Z", "ending_at": "2026-11-11T00:00:00Z"}
    page = exact(without.get(OLD_COST, params=asked))
    assert (len(page["data"]), page["has_more"]) == (7, True)
    assert len(pages(without, OLD_COST, **asked)) == 10


def test_claude_code_tells_one_day_of_keys_flat_plans_and_people_with_two_terminals(anthropic: httpx.Client) -> None:
    found = [row for day in WEEK for row in pages(anthropic, CODE, starting_at=day.isoformat(), limit=7)]
    emails = [(row["date"], row["actor"].get("email_address")) for row in found]
    assert len(emails) > len(set(emails))
    assert {row["actor"]["type"] for row in found} == {"user_actor", "api_actor"}
    assert {(row["customer_type"], row["subscription_type"]) for row in found} == {
        ("api", None),
        ("subscription", "team"),
    }
    assert all(isinstance(row["model_breakdown"][0]["estimated_cost"]["amount"], Decimal) for row in found)


def test_claude_code_of_the_bill_is_estimated_at_list_price_and_that_of_a_flat_plan_is_in_no_bill(
    clock: CompanyClock,
) -> None:
    day = WEEK[0]
    found = code_rows(COMPANY, day, clock())
    billed = {
        row.actor.email for row in anthropic_rows(COMPANY, day, clock()) if row.actor and row.product == "claude_code"
    }
    assert {one.email for one in found if not one.flat_plan} - {None} == billed - {None}
    assert not {one.email for one in found if one.flat_plan} & billed


def test_the_running_day_is_known_but_for_its_last_hour(anthropic: httpx.Client, clock: CompanyClock) -> None:
    today = clock().date()

    def sessions() -> int:
        return sum(int(row["core_metrics"]["num_sessions"]) for row in pages(anthropic, CODE, starting_at=str(today)))

    early = sessions()
    assert code_rows(COMPANY, today, clock().replace(hour=0, minute=59)) == ()
    clock.advance(days=1)
    assert sessions() > early > 0


@pytest.mark.parametrize(
    "wrong",
    [{"starting_at": None}, {"starting_at": "2026-11-02T00:00:00Z"}, {"limit": 1001}, {"ending_at": "2026-11-03"}],
)
def test_what_claude_code_refuses(anthropic: httpx.Client, wrong: dict[str, Any]) -> None:
    asked = {"starting_at": "2026-11-02", **wrong}
    refused(anthropic.get(CODE, params={name: value for name, value in asked.items() if value is not None}))


def test_two_people_are_known_at_anthropic_by_an_address_of_their_own(anthropic: httpx.Client) -> None:
    listed = {user["email"] for user in exact(anthropic.get("/organizations/users", params={"limit": 1000}))["data"]}
    own = {person.anthropic_email for person in COMPANY.people if person.anthropic_email != person.email}
    assert len(own) == 2
    assert own <= listed
    assert all(address.endswith(".example") for address in own)
    assert {COMPANY.person(address).team for address in own} == {"engineering"}
