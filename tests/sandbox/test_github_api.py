import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.sandbox.clock import CLOCK_STARTS, CompanyClock
from bot.sandbox.faults import Faults
from bot.sandbox.github.holders import GONE_SEAT_UNTIL
from bot.sandbox.github.metrics import EMPTY_DAY, people
from bot.sandbox.github.rows import credit_rows
from tests.sandbox.conftest import GITHUB_KEY, Stage
from tests.sandbox.figures import COMPANY
from tests.sandbox.readers import exact

DAY = date(2026, 10, 7)
ORG, GROUP = "/organizations/larkspur/settings/billing", "/enterprises/larkspur-group/settings/billing"
COPILOT = "/orgs/larkspur/copilot"
ASKED = {"year": 2026, "month": 10, "day": 7}


def refused(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.json().keys() == {"message", "documentation_url", "status"}
    return str(answer.json()["message"])


def items(answer: httpx.Response) -> Iterator[Any]:
    yield from exact(answer)["usageItems"]


def test_the_bill_of_a_day_has_seats_other_products_and_the_credits_once_more(github: httpx.Client) -> None:
    bill = list(items(github.get(f"{ORG}/usage", params=ASKED)))
    assert {item["product"] for item in bill} == {"Copilot", "Actions"}
    assert {item["date"] for item in bill} == {"2026-10-07"}
    once_more = sum(item["grossAmount"] for item in bill if item["unitType"] == "credits")
    assert once_more == sum(item["grossAmount"] for item in items(github.get(f"{ORG}/ai_credit/usage", params=ASKED)))
    month = list(items(github.get(f"{ORG}/usage", params={"year": 2026, "month": 10})))
    assert len({item["date"] for item in month}) == 31


def test_credits_add_up_over_people_and_the_enterprise_has_more_of_them(github: httpx.Client) -> None:
    def total(path: str, **more: str) -> Decimal:
        return sum((item["netQuantity"] + item["discountQuantity"] for item in items(_asked(path, more))), Decimal(0))

    def _asked(path: str, more: dict[str, str]) -> httpx.Response:
        return github.get(f"{path}/ai_credit/usage", params={**ASKED, **more})

    rows = credit_rows(COMPANY, DAY, CLOCK_STARTS)
    named = {row.login for row in rows if row.login}
    nobodys = sum(row.credits for row in rows if row.login is None)
    assert sum(total(ORG, user=login.upper()) for login in named) + nobodys == total(ORG)
    assert total(GROUP) > total(GROUP, organization="larkspur") == total(ORG)
    assert list(items(github.get(f"{ORG}/premium_request/usage", params=ASKED))) == []


def test_seats_come_in_pages_that_the_link_header_names(github: httpx.Client) -> None:
    answer = github.get(f"{COPILOT}/billing/seats", params={"per_page": 8})
    found = list(answer.json()["seats"])
    while following := answer.links.get("next"):
        answer = github.get(following["url"])
        found += answer.json()["seats"]
    assert len(found) == answer.json()["total_seats"] == 21
    assert sum(seat["last_activity_at"] is None for seat in found) == 2
    refused(github.get(f"{COPILOT}/billing/seats", params={"per_page": 101}), 422)


def test_the_seat_of_a_deleted_account_has_no_holder_until_it_is_gone(github: httpx.Client, stage: Stage) -> None:
    stage.clock = CompanyClock(datetime(2026, 10, 15, 10, tzinfo=UTC))
    seats = github.get(f"{COPILOT}/billing/seats", params={"per_page": 100}).json()["seats"]
    [gone] = [seat for seat in seats if seat["assignee"] is None]
    assert gone["pending_cancellation_date"] == GONE_SEAT_UNTIL.isoformat()


def test_a_report_is_files_on_another_host_that_take_no_token(github: httpx.Client, clock: CompanyClock) -> None:
    answer = github.get(f"{COPILOT}/metrics/reports/users-1-day", params={"day": "2026-10-07"}).json()
    assert answer["report_day"] == "2026-10-07"
    assert len(answer["download_links"]) == 2
    texts = [httpx.get(link).text for link in answer["download_links"]]
    assert all(text.endswith("}\n") for text in texts)
    rows = [json.loads(line) for text in texts for line in text.splitlines()]
    assert len(rows) == len(people(COMPANY, DAY, clock()))
    assert any("totals_by_cli" not in row for row in rows)
    link = answer["download_links"][0]
    assert github.get(link).status_code == 400
    assert httpx.get(link.replace("sig=", "sig=0")).status_code == 403
    clock.advance(days=1)
    assert httpx.get(link).status_code == 403


@pytest.mark.parametrize("day", [EMPTY_DAY.isoformat(), "2026-11-17", "2026-09-13"])
def test_a_day_without_a_report_is_no_content(github: httpx.Client, day: str) -> None:
    answer = github.get(f"{COPILOT}/metrics/reports/users-1-day", params={"day": day})
    assert (answer.status_code, answer.content) == (204, b"")


def test_an_export_is_prepared_for_a_while_and_then_a_file_with_columns_in_some_order(github: httpx.Client) -> None:
    def export(start: str, end: str) -> tuple[list[str], str]:
        order = {"report_type": "ai_credit", "start_date": start, "end_date": end}
        ordered = github.post(f"{GROUP}/reports", json=order)
        assert ordered.status_code == 202
        statuses = [ordered.json()["status"]]
        while statuses[-1] == "processing":
            looked = github.get(f"{GROUP}/reports/{ordered.json()['id']}").json()
            statuses.append(looked["status"])
        [link] = looked["download_urls"]
        return statuses, httpx.get(link).text

    statuses, text = export("2026-10-07", "2026-10-07")
    assert statuses == ["processing", "processing", "completed"]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["unit_type"] for row in rows} == {"ai-credits"}
    assert {row["organization"] for row in rows} == {"larkspur", "larkspur-labs"}
    assert "" in {row["username"] for row in rows}
    assert len({(row["date"], row["username"], row["model"]) for row in rows}) < len(rows)
    _, other = export("2026-10-08", "2026-10-09")
    assert text.partition("\n")[0] != other.partition("\n")[0]


@pytest.mark.parametrize(
    "order",
    [
        {"report_type": "ai_credit", "start_date": "2026-10-01", "end_date": "2026-11-01"},
        {"report_type": "ai_credit", "start_date": "2026-10-02", "end_date": "2026-10-01"},
        {"report_type": "ai_credit", "start_date": "2026-11-17", "end_date": "2026-11-18"},
        {"report_type": "ai_credit"},
        {"report_type": "everything", "start_date": "2026-10-01"},
        [],
    ],
)
def test_an_export_that_github_refuses_is_refused(github: httpx.Client, order: Any) -> None:
    refused(github.post(f"{GROUP}/reports", json=order), 400)


def test_what_is_not_there_is_404(github: httpx.Client) -> None:
    for path in (
        "/orgs/larkspur/copilot/metrics",
        "/orgs/other/copilot/billing",
        "/enterprises/other/settings/billing/ai_credit/usage",
        "/enterprises/larkspur-group/copilot/billing",
        f"{GROUP}/reports/unknown",
        f"{COPILOT}/metrics/reports/enterprise-1-day",
    ):
        refused(github.get(path, params={"day": "2026-10-07"} if path.endswith("day") else None), 404)


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (f"{ORG}/usage", {"month": 13}),
        (f"{ORG}/usage", {"year": 2026, "month": 2, "day": 30}),
        (f"{ORG}/usage", {"cost_center_id": "none"}),
        (f"{ORG}/ai_credit/usage", {"organization": "larkspur"}),
        (f"{ORG}/ai_credit/usage", {"year": "this"}),
    ],
)
def test_what_the_real_api_refuses_is_refused(github: httpx.Client, path: str, wrong: dict[str, Any]) -> None:
    refused(github.get(path, params=wrong), 400)


def test_a_wrong_token_an_unnamed_client_and_an_unknown_version_are_refused(base_url: str) -> None:
    url = f"{base_url}/github{COPILOT}/billing"
    assert refused(httpx.get(url), 401) == "Bad credentials"
    refused(httpx.get(url, headers={"authorization": "Bearer ghp-other"}), 401)
    own = {"authorization": f"Bearer {GITHUB_KEY}"}
    refused(httpx.get(url, headers={**own, "user-agent": ""}), 403)
    refused(httpx.get(url, headers={**own, "x-github-api-version": "1999-01-01"}), 400)
    assert httpx.get(url, headers={"authorization": f"token {GITHUB_KEY}"}).status_code == 200


def test_a_limit_is_a_403_or_a_429_that_says_when_to_come_back(github: httpx.Client, faults: Faults) -> None:
    faults.throttle_every = 1
    answers = [github.get(f"{COPILOT}/billing") for _ in range(2)]
    assert {answer.status_code for answer in answers} == {403, 429}
    assert {answer.headers["retry-after"] for answer in answers} == {"1"}
    faults.retry_after = None
    assert "retry-after" not in github.get(f"{COPILOT}/billing").headers
