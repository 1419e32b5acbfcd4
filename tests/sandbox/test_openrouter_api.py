from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.errors import ProviderUnavailableError
from bot.facts.periods import DAY, Period
from bot.providers.base import Reading
from bot.providers.openrouter import OpenRouter
from bot.sandbox.clock import CompanyClock
from bot.sandbox.faults import Faults
from bot.sandbox.openrouter.accounts import BRAND, COPY, DEFAULT, DEMO, DRAFTS, KEYS
from bot.sandbox.openrouter.usage import RESTATED_AT, RESTATED_DAY, STARTS, activity_rows
from bot.sandbox.planted import openrouter
from tests.sandbox.conftest import OPENROUTER_KEY
from tests.sandbox.figures import COMPANY, Figures, billed, planted
from tests.sandbox.readers import exact

pytestmark = pytest.mark.usefixtures("hasty")

UNTIL = date(2026, 11, 18)
MONDAY = date(2026, 11, 9)


def read(client: httpx.Client, clock: CompanyClock, since: date = STARTS, until: date = UNTIL) -> Reading:
    with httpx.Client(timeout=20) as plain:
        provider = OpenRouter(plain, key=OPENROUTER_KEY, base_url=str(client.base_url))
        return provider.read(Period(since, until), now=clock())


def truth(clock: CompanyClock, since: date = STARTS, until: date = UNTIL) -> Figures:
    return planted(openrouter, Period(since, until), clock())


def activity(client: httpx.Client, day: date = MONDAY, **asked: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = exact(client.get("/activity", params={"date": day.isoformat(), **asked}))["data"]
    return rows


def refused(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["code"] == status
    return str(error["message"])


def test_what_is_read_is_the_planted_truth_by_day_workspace_and_model(
    openrouter: httpx.Client, clock: CompanyClock
) -> None:
    reading = read(openrouter, clock)
    assert reading.window == Period(STARTS, UNTIL - DAY)
    assert billed(reading) == truth(clock)
    assert reading.control_total == sum(truth(clock).values()) > 0


def test_every_key_has_what_was_planted_for_it_and_the_chat_has_the_rest(
    openrouter: httpx.Client, clock: CompanyClock
) -> None:
    found: dict[str | None, Decimal] = defaultdict(Decimal)
    told: dict[str | None, Decimal] = defaultdict(Decimal)
    reading = read(openrouter, clock)
    for charge in reading.charges:
        found[charge.key] += charge.billed_cost or 0
    for day in reading.window.days():
        for row in activity_rows(COMPANY, day, clock()):
            told[row.flow.key.hash if row.flow.key else None] += row.usage
    assert found == told
    assert found.keys() == {COPY.hash, DRAFTS.hash, DEMO.hash, None}
    assert {name for (kind, _), name in reading.names.items() if kind == "key"} == {key.name for key in KEYS}
    assert reading.names["sub_account", BRAND.id] == "brand"


def test_what_ones_own_key_paid_is_beside_and_in_no_sum(openrouter: httpx.Client, clock: CompanyClock) -> None:
    reading = read(openrouter, clock)
    beside = [charge for charge in reading.charges if not charge.additive]
    known = [row for day in reading.window.days() for row in activity_rows(COMPANY, day, clock())]
    paid = sum((row.own_key_usage for row in known), Decimal(0))
    assert sum((charge.effective_cost or 0 for charge in beside), Decimal(0)) == paid > 0
    assert {charge.billed_cost for charge in beside} == {None}


def test_what_changed_lies_within_what_each_run_reads_again(openrouter: httpx.Client, clock: CompanyClock) -> None:
    ledger = billed(read(openrouter, clock))
    before = sum(usd for key, usd in ledger.items() if key[0] == RESTATED_DAY)
    for _ in range(7):
        clock.advance(days=1)
        start = clock().date() - OpenRouter.restates
        again = billed(read(openrouter, clock, start, clock().date() + DAY))
        ledger = {key: usd for key, usd in ledger.items() if key[0] < start} | again
    assert ledger == truth(clock, STARTS, clock().date() + DAY)
    assert clock() > RESTATED_AT
    assert sum(usd for key, usd in ledger.items() if key[0] == RESTATED_DAY) > before


def test_faults_of_every_kind_change_no_figure(openrouter: httpx.Client, clock: CompanyClock, faults: Faults) -> None:
    faults.throttle_every, faults.retry_after, faults.fail_every, faults.cut_every = 5, 0, 7, 9
    faults.slow_seconds = 0.001
    assert billed(read(openrouter, clock)) == truth(clock)


def test_a_failure_that_stays_names_the_provider(openrouter: httpx.Client, clock: CompanyClock, faults: Faults) -> None:
    faults.die("/activity", page=40)
    with pytest.raises(ProviderUnavailableError, match="OpenRouter is busy or failing"):
        read(openrouter, clock)


def test_only_thirty_completed_days_are_kept(openrouter: httpx.Client, clock: CompanyClock) -> None:
    today = clock().date()
    for day in (today, today + DAY, today - 31 * DAY):
        answer = openrouter.get("/activity", params={"date": day.isoformat()})
        assert "30 (completed) UTC days" in refused(answer, 400)
    refused(openrouter.get("/activity", params={"date": "yesterday"}), 400)
    assert activity(openrouter, today - 30 * DAY) == []
    assert activity(openrouter, today - DAY)
    whole = exact(openrouter.get("/activity"))["data"]
    assert {row["date"] for row in whole} == {(STARTS + n * DAY).isoformat() for n in range((today - STARTS).days)}


def test_workspaces_are_told_apart_only_where_that_is_asked_for(openrouter: httpx.Client) -> None:
    plain, grouped = activity(openrouter), activity(openrouter, group_by="workspace")
    assert not any("workspace_id" in row for row in plain)
    assert {row["workspace_id"] for row in grouped} == {BRAND.id, DEFAULT.id}
    assert len(grouped) > len(plain)
    for name in ("usage", "requests", "prompt_tokens", "byok_usage_inference"):
        assert sum(row[name] for row in plain) == sum(row[name] for row in grouped)
    assert any(row["byok_usage_inference"] for row in plain)
    assert any(row["usage"] == 0 and row["model"].endswith(":free") for row in plain)
    assert len({row["provider_name"] for row in plain if row["model"].startswith("anthropic/")}) == 2
    refused(openrouter.get("/activity", params={"group_by": "model"}), 400)


def test_a_key_has_its_own_activity(openrouter: httpx.Client) -> None:
    copy = activity(openrouter, group_by="workspace", api_key_hash=COPY.hash)
    assert {row["workspace_id"] for row in copy} == {BRAND.id}
    assert activity(openrouter, api_key_hash=DEMO.hash) == []
    assert activity(openrouter, date(2026, 10, 21), api_key_hash=DEMO.hash)


def test_keys_are_of_the_default_workspace_unless_another_is_named(openrouter: httpx.Client) -> None:
    def names(**asked: Any) -> list[str]:
        found: list[str] = []
        while page := exact(openrouter.get("/keys", params={**asked, "offset": len(found)}))["data"]:
            found += [one["name"] for one in page]
        return found

    assert names() == ["social-drafts"]
    assert names(include_disabled="true") == ["social-drafts", "old-demo"]
    assert names(workspace_id=BRAND.id) == ["copy-desk", "spare"]
    refused(openrouter.get("/keys", params={"workspace_id": "nothing"}), 404)


def test_a_key_says_when_it_was_last_used_and_what_it_used(openrouter: httpx.Client, clock: CompanyClock) -> None:
    brand, default = (
        {
            one["name"]: one
            for one in exact(openrouter.get("/keys", params={"include_disabled": "true", **asked}))["data"]
        }
        for asked in ({"workspace_id": BRAND.id}, {})
    )
    assert brand["spare"]["last_used_at"] is None
    assert default["old-demo"]["disabled"]
    assert default["old-demo"]["last_used_at"] < "2026-11-02"
    rows = [row for n in range(40) for row in activity_rows(COMPANY, STARTS + n * DAY, clock())]
    assert brand["copy-desk"]["usage"] == sum(row.usage for row in rows if row.flow.key is COPY)


def test_credits_are_what_was_bought_and_used(openrouter: httpx.Client, clock: CompanyClock) -> None:
    told = exact(openrouter.get("/credits"))["data"]
    assert told["total_usage"] == sum(truth(clock).values())
    assert told["total_credits"] > told["total_usage"]


def test_analytics_are_cut_at_their_limit_and_say_so(openrouter: httpx.Client) -> None:
    asked: dict[str, Any] = {"metrics": ["request_count"], "dimensions": ["api_key_id", "model"], "limit": 2}
    cut = exact(openrouter.post("/analytics/query", json=asked))["data"]
    assert (len(cut["data"]), cut["metadata"]["truncated"]) == (2, True)
    whole = exact(openrouter.post("/analytics/query", json=asked | {"limit": 1000}))["data"]
    assert not whole["metadata"]["truncated"]
    assert {row["api_key_id"] for row in whole["data"]} == {"copy-desk", "social-drafts", "old-demo", None}
    refused(openrouter.post("/analytics/query", json={"metrics": ["cost"]}), 400)


def test_what_the_real_api_refuses_is_refused(openrouter: httpx.Client, base_url: str, faults: Faults) -> None:
    url = f"{base_url}/openrouter/api/v1/activity"
    refused(httpx.get(url), 401)
    refused(httpx.get(url, headers={"authorization": "Bearer wrong"}), 401)
    assert "management keys" in refused(httpx.get(url, headers={"authorization": "Bearer sk-or-v1-abc"}), 403)
    refused(openrouter.get("/nothing"), 404)
    faults.throttle_every = 1
    answer = openrouter.get("/credits")
    assert refused(answer, 429)
    assert answer.headers["retry-after"] == "1"


def test_a_day_is_known_once_it_is_over_and_late_rows_a_day_later() -> None:
    over = datetime(2026, 10, 20, tzinfo=UTC)
    assert activity_rows(COMPANY, STARTS, over - timedelta(seconds=1)) == ()
    assert activity_rows(COMPANY, STARTS, over) != ()
    assert activity_rows(COMPANY, STARTS - DAY, over) == ()
    days = [STARTS + n * DAY for n in range(60)]
    counts = [
        sum(
            len(activity_rows(COMPANY, day, datetime(day.year, day.month, day.day, tzinfo=UTC) + n * DAY))
            for day in days
        )
        for n in (1, 2, 9)
    ]
    assert counts[0] < counts[1] == counts[2]
