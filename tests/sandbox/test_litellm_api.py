import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.facts.money import to_nanos
from bot.facts.periods import DAY, Period
from bot.providers.litellm import LiteLLM
from bot.sandbox.clock import HISTORY_STARTS, CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.faults import Faults
from bot.sandbox.litellm.api import USERS_KEY
from bot.sandbox.litellm.gateway import CI, DESK, INVOICES, KEYS, OLD_INVOICES, team
from bot.sandbox.litellm.requests import litellm_requests
from bot.sandbox.planted import litellm as planted
from bot.sandbox.spend import openai_rows
from tests.sandbox.conftest import LITELLM_KEY
from tests.sandbox.readers import exact

COMPANY = larkspur()
ON = date(2026, 10, 7)
WEEK: dict[str, Any] = {"start_date": "2026-10-05", "end_date": "2026-10-11"}
USERS, TEAMS, TAGS = (f"/{view}/daily/activity" for view in ("user", "team", "tag"))


def pages(client: httpx.Client, path: str, **asked: Any) -> Iterator[Any]:
    number, more = 1, True
    while more:
        answer = exact(client.get(path, params={**WEEK, "page": number, **asked}))
        yield answer
        number, more = number + 1, answer["metadata"]["has_more"]


def spend(node: Any) -> Decimal:
    return Decimal(node["metrics"]["spend"])


def close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) < Decimal("1e-9")


def totals(now: datetime, since: date) -> dict[tuple[date, str | None, str | None, str | None], int]:
    found: dict[tuple[date, str | None, str | None, str | None], int] = defaultdict(int)
    for ahead in range((now.date() - since).days + 1):
        day = since + timedelta(days=ahead)
        for one in planted(COMPANY, day, now):
            found[day, one.sub_account, one.model, one.person] += to_nanos(one.usd)
    return dict(found)


@pytest.mark.parametrize("older", [(), ("/aggregated", "/export")])
def test_what_is_read_is_what_was_planted_to_the_nano_also_of_an_older_version(
    base_url: str, clock: CompanyClock, faults: Faults, older: tuple[str, ...]
) -> None:
    faults.older = older
    with httpx.Client(timeout=20) as http:
        provider = LiteLLM(http, key=LITELLM_KEY, base_url=f"{base_url}/litellm")
        for since in (HISTORY_STARTS, date(2026, 11, 10)):
            reading = provider.read(Period(since, clock().date() + DAY), now=clock())
            read: dict[tuple[date, str | None, str | None, str | None], int] = defaultdict(int)
            for one in reading.charges:
                read[one.day, one.sub_account, one.model, one.person] += to_nanos(one.billed_cost or Decimal(0))
            assert read == totals(clock(), since)
            clock.advance(days=1)


def test_workflows_and_providers_are_read_as_they_were_planted(base_url: str, clock: CompanyClock) -> None:
    days = Period(date(2026, 7, 27), date(2026, 8, 24))
    with httpx.Client(timeout=20) as http:
        reading = LiteLLM(http, key=LITELLM_KEY, base_url=f"{base_url}/litellm").read(days, now=clock())
    read: dict[tuple[str | None, str | None], int] = defaultdict(int)
    truth: dict[tuple[str | None, str | None], int] = defaultdict(int)
    for one in reading.charges:
        read[one.tags.get("llm_provider"), one.tags.get("workflow")] += to_nanos(one.billed_cost or Decimal(0))
    for day in days.days():
        for group in litellm_requests(COMPANY, day, clock()):
            truth[group.provider, group.workflow] += to_nanos(Decimal(str(group.spend)))
    assert read == truth
    assert {provider for provider, _ in read} == {"openai", "bedrock", "hosted_vllm"}


def test_a_day_is_split_over_pages_and_whole_once_they_are_merged(litellm: httpx.Client) -> None:
    found = list(pages(litellm, USERS, page_size=5))
    days = [result["date"] for page in found for result in page["results"]]
    assert len(found) == found[0]["metadata"]["total_pages"] > 5
    assert len(days) > len(set(days)) == 7
    merged: dict[str, Decimal] = defaultdict(Decimal)
    for page in found:
        for result in page["results"]:
            merged[result["date"]] += spend(result)
    whole = exact(litellm.get(f"{USERS}/aggregated", params=WEEK))["results"]
    assert all(close(merged[result["date"]], spend(result)) for result in whole)
    default = exact(litellm.get(TEAMS, params=WEEK))
    assert default["metadata"]["total_pages"] > 1


def test_a_request_counts_once_for_each_of_its_tags(litellm: httpx.Client) -> None:
    (users,), (tags,) = (
        exact(litellm.get(f"{path}/aggregated", params={"start_date": ON, "end_date": ON}))["results"]
        for path in (USERS, TAGS)
    )
    by_tag = {tag: spend(node) for tag, node in tags["breakdown"]["entities"].items()}
    assert spend(tags) > spend(users)
    assert close(sum(by_tag.values()), spend(tags))
    assert {tag for tag in by_tag if tag.startswith("workflow:")} == {
        "workflow:code-review", "workflow:incident-notes", "workflow:invoice-matching"
    }  # fmt: skip
    assert any(tag.startswith("User-Agent:") for tag in by_tag)


def test_keys_beyond_the_limit_are_in_the_sums_and_in_no_list(litellm: httpx.Client) -> None:
    answer = exact(litellm.get(f"{USERS}/aggregated", params={**WEEK, "api_key_limit": 2}))
    assert (answer["metadata"]["api_key_limit"], answer["metadata"]["total_api_keys"]) == (2, 6)
    for result in answer["results"]:
        keys = result["breakdown"]["api_keys"]
        assert set(keys) <= {INVOICES.hash, CI.hash}
        assert sum(spend(node) for node in keys.values()) < spend(result)
        assert close(sum(spend(node) for node in result["breakdown"]["providers"].values()), spend(result))


def test_a_missing_key_and_a_deleted_one_are_told_as_such(litellm: httpx.Client) -> None:
    day = date(2026, 7, 20)
    (result,) = exact(litellm.get(f"{USERS}/aggregated", params={"start_date": day, "end_date": day}))["results"]
    known = {key: node["metadata"] for key, node in result["breakdown"]["api_keys"].items()}
    assert known["unattributed"] == {
        "key_alias": "Unattributed", "team_id": None, "user_id": None, "user_email": None, "key_exists": False
    }  # fmt: skip
    assert (known[OLD_INVOICES.hash]["key_exists"], known[OLD_INVOICES.hash]["team_id"]) == (False, team("operations"))
    assert known[DESK.hash]["user_email"] == "rui@larkspur.example"
    assert "rui@larkspur.example" not in {person.email for person in COMPANY.people}
    assert len({key.hash for key in KEYS}) == len(KEYS)


def test_sums_have_the_noise_of_floats(litellm: httpx.Client) -> None:
    results = exact(litellm.get(f"{USERS}/aggregated", params={**WEEK, "start_date": "2026-08-01"}))["results"]
    assert any(-int(spend(result).as_tuple().exponent) > 9 for result in results)


def test_the_model_and_the_key_narrow_down(litellm: httpx.Client) -> None:
    asked = {**WEEK, "model": "gpt-6-astra", "api_key": INVOICES.hash}
    results = exact(litellm.get(f"{USERS}/aggregated", params=asked))["results"]
    assert {model for result in results for model in result["breakdown"]["models"]} == {"gpt-6-astra"}
    assert {key for result in results for key in result["breakdown"]["api_keys"]} == {INVOICES.hash}


def test_teams_are_named_and_have_what_their_keys_used(litellm: httpx.Client) -> None:
    answer = exact(litellm.get(f"{TEAMS}/aggregated", params=WEEK))
    names = {
        node["metadata"]["team_alias"]
        for result in answer["results"]
        for node in result["breakdown"]["entities"].values()
    }
    assert names == {"Engineering", "Operations"}


@pytest.mark.parametrize("by", ["daily", "daily_with_keys", "daily_with_models", "daily_with_users"])
def test_the_export_is_flat_adds_up_and_is_not_there_in_an_older_version(
    litellm: httpx.Client, faults: Faults, by: str
) -> None:
    asked = {**WEEK, "export_type": by, "format": "json"}
    rows = exact(litellm.get(f"{USERS}/export", params=asked))
    whole = exact(litellm.get(f"{USERS}/aggregated", params=WEEK))["results"]
    assert close(sum(row["spend"] for row in rows), sum(spend(result) for result in whole))
    assert all(row["model"] is None or row["api_key"] is None for row in rows)
    file = litellm.get(f"{USERS}/export", params={**WEEK, "export_type": by})
    assert len(list(csv.DictReader(io.StringIO(file.text)))) == len(rows)
    faults.older = ("/export",)
    assert litellm.get(f"{USERS}/export", params=asked).status_code == 404


@pytest.mark.parametrize(
    ("path", "wrong", "status"),
    [
        (USERS, {"start_date": "2026-10-05"}, 400),
        (USERS, {"start_date": "2026-10-05", "end_date": "soon"}, 400),
        (USERS, {"start_date": "2026-10-05", "end_date": "2026-10-04"}, 400),
        (f"{TEAMS}/aggregated", {"start_date": "2025-01-01", "end_date": "2026-10-05"}, 400),
        (f"{USERS}/aggregated", {**WEEK, "api_key_limit": 1001}, 422),
        (USERS, {**WEEK, "page_size": 0}, 422),
        ("/spend/logs", {}, 404),
    ],
)
def test_what_the_real_proxy_refuses_is_refused(
    litellm: httpx.Client, path: str, wrong: dict[str, Any], status: int
) -> None:
    answer = litellm.get(path, params=wrong)
    assert answer.status_code == status
    assert "detail" in answer.json()


def test_a_wrong_key_is_401_and_a_users_key_sees_its_own_part_and_is_told_nothing(base_url: str) -> None:
    url = f"{base_url}/litellm{USERS}/aggregated"
    assert httpx.get(url, params=WEEK, headers={"authorization": "Bearer sk-wrong"}).status_code == 401
    theirs = {"authorization": f"Bearer {USERS_KEY}"}
    (first, *_) = exact(httpx.get(url, params=WEEK, headers=theirs))["results"]
    assert set(first["breakdown"]["api_keys"]) == {DESK.hash}
    assert httpx.get(url, params={**WEEK, "user_id": "somebody"}, headers=theirs).status_code == 403


def test_some_rows_come_a_day_late() -> None:
    over = [HISTORY_STARTS + timedelta(days=ahead) for ahead in range(150)]
    early = [len(litellm_requests(COMPANY, day, _midnight(day + DAY))) for day in over]
    later = [len(litellm_requests(COMPANY, day, _midnight(day + 2 * DAY))) for day in over]
    assert all(one <= other for one, other in zip(early, later, strict=True))
    assert sum(early) < sum(later)


def test_what_goes_through_to_openai_is_on_its_bill_at_another_price() -> None:
    now = _midnight(date(2026, 11, 1))
    for day in (date(2026, 7, 1), ON):
        gateway = sum(
            (Decimal(str(one.spend)) for one in litellm_requests(COMPANY, day, now) if one.covered), Decimal(0)
        )
        streams = {"code-review", "invoices"}
        bill = sum((row.amount for row in openai_rows(COMPANY, day, now) if row.stream in streams), Decimal(0))
        assert Decimal("0.98") < gateway / bill < Decimal("1.06")
        assert gateway != bill


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
