import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
import stamina

from bot.facts.activity import ActivityKind
from bot.facts.charge import Basis, ChargeCategory
from bot.facts.periods import Period
from bot.providers.base import Reading
from bot.providers.github import GitHub
from bot.sandbox.clock import CLOCK_STARTS, HISTORY_STARTS, CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.faults import Faults
from bot.sandbox.github import metrics
from bot.sandbox.github.holders import GONE_LOGIN, GONE_SEAT_UNTIL, holders, reported_teams
from bot.sandbox.github.metrics import EMPTY_DAY, people
from bot.sandbox.github.rows import RESTATED_DAYS, credit_rows
from bot.sandbox.planted import github as planted_at_github
from bot.sandbox.provider_apis import MORE, PATHS
from bot.sandbox.spend import RESTATED_AT
from tests.sandbox.conftest import GITHUB_KEY, Stage
from tests.sandbox.readers import exact

COMPANY = larkspur()
DAY = date(2026, 10, 7)
ORG, GROUP = "/organizations/larkspur/settings/billing", "/enterprises/larkspur-group/settings/billing"
COPILOT = "/orgs/larkspur/copilot"
ASKED = {"year": 2026, "month": 10, "day": 7}
LOGINS = {person.github_login: person.email for person in COMPANY.people}
Figures = dict[tuple[date, str | None, str | None, str | None], Decimal]


def refused(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.json().keys() == {"message", "documentation_url", "status"}
    return str(answer.json()["message"])


def planted(days: Period, now: datetime) -> Figures:
    found: Figures = defaultdict(Decimal)
    for day in days.days():
        for one in planted_at_github(COMPANY, day, now):
            found[day, one.sub_account, one.model, one.person] += one.usd
    return found


def billed(reading: Reading) -> Figures:
    """By day, organization, model and the person behind the login; who is in the company no more is nobody in it."""
    found: Figures = defaultdict(Decimal)
    for charge in reading.charges:
        person = LOGINS.get((charge.person or "").removeprefix("github:"))
        if charge.billed_cost:
            found[charge.day, charge.sub_account, charge.model, person] += charge.billed_cost
    return found


def read(base_url: str, days: Period, now: datetime, **settings: str) -> Reading:
    with httpx.Client(timeout=20) as client, stamina.set_testing(True, attempts=5):
        more: Any = settings or MORE["github"]
        provider = GitHub(client, key=GITHUB_KEY, base_url=base_url + PATHS["github"], **more)
        return provider.read(days, now=now)


@pytest.fixture(scope="module")
def history(served: str, stage: Stage) -> Reading:
    """All 26 weeks and the running day, read once."""
    stage.clock = CompanyClock()
    return read(served, Period(HISTORY_STARTS, date(2026, 11, 18)), CLOCK_STARTS)


def test_what_is_read_equals_what_was_planted_by_day_organization_model_and_person(history: Reading) -> None:
    days = history.window
    assert billed(history) == planted(days, CLOCK_STARTS)
    assert history.control_total == sum(planted(days, CLOCK_STARTS).values())
    assert {key[0] for key in billed(history)} == set(days.days())
    assert not any(charge.line_item == "not in the grouped report" for charge in history.charges)


def test_two_months_end_beyond_their_pool_and_what_it_pays_for_costs_nothing(history: Reading) -> None:
    """AC-D2."""
    beyond = {day for day, _, model, _ in billed(history) if model}
    assert {day.month for day in beyond} == {8, 10}
    assert all(day.day > 20 for day in beyond)
    pool = [charge for charge in history.charges if charge.basis is Basis.INCLUDED]
    assert {charge.billed_cost for charge in pool} == {charge.effective_cost for charge in pool} == {Decimal(0)}
    of_august = sum(charge.quantity or 0 for charge in pool if charge.day.month == 8)
    assert of_august == 1900 * 21


def test_every_seat_is_paid_for_by_who_had_it_and_the_seat_that_is_gone_by_nobody(history: Reading) -> None:
    seats = [charge for charge in history.charges if charge.category is ChargeCategory.SEAT]
    before, after = ([charge for charge in seats if charge.day == day] for day in (DAY, GONE_SEAT_UNTIL))
    assert len(after) == len({charge.person for charge in after}) == 21
    assert {charge.basis for charge in after} == {Basis.ALLOCATED}
    assert {charge.tags.get("team") for charge in after} == {"copilot-engineering", None}
    [gone] = [charge for charge in before if charge.person is None]
    assert len(before) == 22
    assert gone.tags["plan"] == "business"


def test_labels_cloud_agents_and_deleted_people_are_told_as_github_tells_them(history: Reading) -> None:
    credits_used = [charge for charge in history.charges if charge.model]
    assert "Auto: Claude Haiku 4.5" in {charge.model for charge in credits_used}
    agent = {charge.person for charge in credits_used if charge.model == "Coding Agent model"}
    assert agent == {None}
    assert f"github:{GONE_LOGIN}" in {charge.person for charge in credits_used}
    assert history.activities is not None
    assert "github:id:900001" in {one.person for one in history.activities}


def test_what_people_did_is_counted_as_it_was_planted(history: Reading) -> None:
    assert history.activities is not None
    for day in (date(2026, 9, 16), DAY, date(2026, 11, 16)):
        for kind, field in (
            (ActivityKind.SUGGESTIONS_SHOWN, "shown"),
            (ActivityKind.SUGGESTIONS_ACCEPTED, "accepted"),
            (ActivityKind.LINES_SUGGESTED, "lines"),
            (ActivityKind.SESSIONS, "sessions"),
        ):
            counted = sum(one.count for one in history.activities if (one.day, one.kind) == (day, kind))
            known = people(COMPANY, day, CLOCK_STARTS) if day != date(2026, 11, 16) else []
            assert counted == sum(getattr(one, field) for one in known)
    days = {one.day for one in history.activities}
    assert EMPTY_DAY not in days
    told = Period(metrics.FIRST_DAY, CLOCK_STARTS.date() + timedelta(days=1))
    assert len(days) == len(told) - 2  # without the empty day, and yesterday, whose report comes at noon


def test_two_people_never_use_their_seat(history: Reading) -> None:
    """AC-D5: known without anybody being listed."""
    assert history.activities is not None
    today = [one for one in history.activities if one.day == CLOCK_STARTS.date()]
    assigned, active = (
        {one.person for one in today if one.kind is kind}
        for kind in (ActivityKind.SEATS_ASSIGNED, ActivityKind.SEATS_ACTIVE)
    )
    never = {f"github:{holder.login}" for holder in holders(COMPANY) if not holder.is_used}
    assert len(assigned) == 21
    assert assigned - active == never
    assert len(never) == 2


def test_teams_are_tags_and_a_team_of_four_is_not_told(history: Reading) -> None:
    teams = {charge.tags.get("team") for charge in history.charges if charge.model and charge.person}
    assert teams == {"platform", "product", "platform, product", None}
    members = [holder for holder in holders(COMPANY) if "tools" in holder.teams]
    assert len(members) == 4
    assert "tools" not in reported_teams(COMPANY, DAY)


def test_two_days_are_restated_after_the_clock_has_moved(base_url: str, clock: CompanyClock) -> None:
    days = Period(date(2026, 10, 26), date(2026, 11, 2))
    before = read(base_url, days, clock())
    assert billed(before) == planted(days, clock())
    clock.advance(days=7)
    assert clock() > RESTATED_AT
    after = read(base_url, days, clock())
    assert billed(after) == planted(days, clock())
    by_day = [
        {day: sum(usd for key, usd in billed(one).items() if key[0] == day) for day in days.days()}
        for one in (before, after)
    ]
    assert tuple(day for day in days.days() if by_day[0][day] != by_day[1][day]) == RESTATED_DAYS
    assert all(by_day[0][day] < by_day[1][day] for day in RESTATED_DAYS)


def test_late_rows_and_the_running_day_come_in_later(base_url: str, clock: CompanyClock) -> None:
    days = Period(date(2026, 11, 14), date(2026, 11, 18))

    def used(reading: Reading) -> Decimal:
        return sum((charge.quantity or Decimal(0) for charge in reading.charges if charge.model), Decimal(0))

    early = read(base_url, days, clock())
    clock.advance(days=5)
    late = read(base_url, days, clock())
    assert used(early) < used(late)
    whole = [row for day in days.days() for row in credit_rows(COMPANY, day, datetime(2026, 12, 31, tzinfo=UTC))]
    assert used(late) == sum(row.credits for row in whole)


def test_an_organization_alone_has_the_same_totals_and_knows_nobody(base_url: str, clock: CompanyClock) -> None:
    days = Period(date(2026, 10, 24), date(2026, 11, 1))
    reading = read(base_url, days, clock(), organization="Larkspur")
    told = planted(days, clock())
    assert reading.control_total == sum(told.values())
    assert {charge.person for charge in reading.charges if charge.model} == {None}


def test_an_enterprise_alone_is_read_whole(base_url: str, clock: CompanyClock) -> None:
    days = Period(DAY, DAY + timedelta(days=1))
    reading = read(base_url, days, clock(), enterprise="larkspur-group")
    assert reading.control_total == sum(planted(days, clock()).values())
    assert {charge.sub_account for charge in reading.charges if charge.model} == {"larkspur", "larkspur-labs"}


@pytest.mark.parametrize("trouble", [{"throttle_every": 5}, {"fail_every": 7}, {"cut_every": 11}])
def test_single_faults_change_nothing(
    base_url: str, clock: CompanyClock, faults: Faults, trouble: dict[str, int]
) -> None:
    days = Period(date(2026, 10, 27), date(2026, 11, 1))
    calm = read(base_url, days, clock())
    faults.retry_after = 0
    for name, every in trouble.items():
        setattr(faults, name, every)
    assert read(base_url, days, clock()) == calm


def test_a_slow_answer_changes_nothing(base_url: str, clock: CompanyClock, faults: Faults) -> None:
    days = Period(DAY, DAY + timedelta(days=1))
    calm = read(base_url, days, clock())
    faults.slow_seconds = 0.01
    assert read(base_url, days, clock()) == calm


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
