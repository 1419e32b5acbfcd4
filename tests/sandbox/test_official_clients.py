"""The sandbox judged by clients we did not write: the official SDKs read every page and see the planted sums.

They turn amounts into floats (OpenAI's) or keep them as text (Anthropic's), hence the tolerance of the first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import anthropic
import openai
import pytest

from bot.facts.periods import Period
from bot.sandbox.clock import CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.openai.usage import KINDS
from bot.sandbox.spend import anthropic_rows, openai_rows
from bot.sandbox.truth import truth
from tests.sandbox.conftest import ANTHROPIC_KEY, OPENAI_KEY
from tests.sandbox.readers import seconds

SINCE, UNTIL = date(2026, 9, 1), date(2026, 11, 17)
COMPANY = larkspur()
FLOAT = Decimal("1e-6")


@pytest.fixture
def openai_sdk(base_url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(api_key="none", admin_api_key=OPENAI_KEY, base_url=f"{base_url}/openai/v1") as client:
        yield client


@pytest.fixture
def anthropic_sdk(base_url: str) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(api_key=ANTHROPIC_KEY, base_url=f"{base_url}/anthropic") as client:
        yield client


def planted(provider: str, clock: CompanyClock) -> dict[str, Decimal]:
    days = truth(COMPANY, clock.now)["days"][provider]
    return {day: Decimal(usd) for day, usd in days.items() if SINCE.isoformat() <= day < UNTIL.isoformat()}


@pytest.mark.parametrize("grouped", [True, False])
def test_openais_client_reads_every_page_of_costs(
    openai_sdk: openai.OpenAI, clock: CompanyClock, *, grouped: bool
) -> None:
    asked = {"start_time": seconds(SINCE), "end_time": seconds(UNTIL), "limit": 31}
    if grouped:
        asked["group_by"] = ["project_id", "api_key_id", "line_item"]  # type: ignore[assignment]
    usage = openai_sdk.admin.organization.usage
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    page, pages = usage.costs(**asked), 1  # type: ignore[arg-type]
    while True:
        for bucket in page.data:
            day = datetime.fromtimestamp(bucket.start_time, UTC).date().isoformat()
            for result in bucket.results:
                assert result.object == "organization.costs.result"
                assert result.amount is not None
                sums[day] += Decimal(str(result.amount.value))
        if not page.has_more:
            break
        page, pages = usage.costs(**asked, page=page.next_page), pages + 1  # type: ignore[arg-type]
    wanted = planted("openai", clock)
    assert pages > 1
    assert sums.keys() == wanted.keys()
    assert all(abs(sums[day] - wanted[day]) < FLOAT for day in wanted)


def test_openais_client_reads_every_project_and_its_keys(openai_sdk: openai.OpenAI) -> None:
    organization = openai_sdk.admin.organization
    projects = list(organization.projects.list(limit=3, include_archived=True))
    assert {one.id for one in projects} == {one.id for one in COMPANY.projects}
    keys = {
        key.id
        for project in projects
        for key in organization.projects.api_keys.list(project.id, extra_query={"owner_project_access": "any"})
    }
    assert keys == {key.id for key in COMPANY.openai_keys if not key.deleted}


@pytest.mark.parametrize("kind", KINDS)
def test_openais_client_reads_usage_of_every_kind(openai_sdk: openai.OpenAI, kind: str) -> None:
    asked = {"start_time": seconds(SINCE), "end_time": seconds(UNTIL), "limit": 31, "group_by": ["project_id"]}
    ask = getattr(openai_sdk.admin.organization.usage, kind)
    page, found = ask(**asked), 0
    while True:
        for result in (result for bucket in page.data for result in bucket.results):
            assert result.object == f"organization.usage.{KINDS[kind].result}.result"
            assert kind == "vector_stores" or result.project_id in {one.id for one in COMPANY.projects}
            found += 1
        if not page.has_more:
            break
        page = ask(**asked, page=page.next_page)
    assert found


def test_openais_client_reads_costs_by_person_and_who_they_are(openai_sdk: openai.OpenAI, clock: CompanyClock) -> None:
    organization = openai_sdk.admin.organization
    emails = {user.id: user.email for user in organization.users.list(limit=50)}
    asked = {"start_time": seconds(SINCE), "end_time": seconds(UNTIL), "limit": 180}
    page = organization.usage.costs(**asked, group_by=["project_id", "api_key_id", "line_item", "user_id"])  # type: ignore[arg-type]
    told = {emails.get(result.user_id or "") for bucket in page.data for result in bucket.results}
    rows = (row for days in range(60) for row in openai_rows(COMPANY, SINCE + timedelta(days=days), clock.now))
    assert told == {row.person for row in rows}


def test_anthropics_client_reads_every_page_of_cost_to_the_last_digit(
    anthropic_sdk: anthropic.Anthropic, clock: CompanyClock
) -> None:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    start = SINCE
    while start < UNTIL:
        end = min(start + timedelta(days=31), UNTIL)
        for row in anthropic_sdk.beta.organization.analytics.cost.list(
            starting_at=f"{start}T00:00:00Z",
            ending_at=f"{end}T00:00:00Z",
            time_bucket_width="1d",
            group_by=["actor", "api_key_id", "workspace_id", "model", "product", "cost_type", "token_type"],
            limit=200,
        ):
            sums[row.starting_at.date().isoformat()] += Decimal(row.cost.amount) / 100
        start = end
    assert sums == planted("anthropic", clock)


def test_anthropics_client_reads_every_page_of_usage(anthropic_sdk: anthropic.Anthropic, clock: CompanyClock) -> None:
    start, end = UNTIL - timedelta(days=31), UNTIL
    counted: Counter[tuple[str, str | None, str | None]] = Counter()
    for row in anthropic_sdk.beta.organization.analytics.usage.list(
        starting_at=f"{start}T00:00:00Z",
        ending_at=f"{end}T00:00:00Z",
        time_bucket_width="1d",
        group_by=["actor", "api_key_id", "workspace_id", "model", "product"],
        limit=200,
    ):
        at = (row.starting_at.date().isoformat(), row.group.workspace_id, row.group.model)
        counted[at] += row.usage.total_tokens
    in_truth: Counter[tuple[str, str | None, str | None]] = Counter()
    for row_ in (row for day in Period(start, end).days() for row in anthropic_rows(COMPANY, day, clock.now)):
        if row_.cost_type == "tokens":
            in_truth[row_.day.isoformat(), row_.workspace_id, row_.model] += row_.quantity
    assert +counted == +in_truth


def test_anthropics_client_reads_every_workspace_and_key(anthropic_sdk: anthropic.Anthropic) -> None:
    organization = anthropic_sdk.beta.organization
    workspaces = {one.id for one in organization.workspaces.list(limit=4, include_archived=True, include_default=True)}
    assert workspaces == {one.id for one in COMPANY.workspaces}
    assert {one.id for one in organization.api_keys.list(limit=4)} == {one.id for one in COMPANY.anthropic_keys}
