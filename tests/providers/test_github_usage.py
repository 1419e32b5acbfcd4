from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.errors import ProviderChangedError, ProviderUnavailableError
from bot.facts.activity import Activity, ActivityKind
from bot.facts.periods import DAY, Period
from bot.providers.base import Reading
from tests.providers.fake_copilot import NOW, FakeCopilot, ndjson, refusing, total
from tests.providers.replay import Replay, recording

pytestmark = pytest.mark.usefixtures("hasty")

ON = date(2026, 11, 16)
WHOLE = {"organization": "acme", "enterprise": "acme-group"}
COLUMNS = "date,username,product,sku,model,quantity,unit_type,gross_amount,discount_amount,net_amount,organization"
USED = "2026-11-{:02},{},copilot,copilot_ai_credit,GPT-6 Astra,50,ai-credits,0.5,0,0.5,acme"
PULLS = {"total_created": 9, "total_created_by_copilot": 3, "total_merged_created_by_copilot": 2}


def row(login: str | None = "ana", **changed: Any) -> dict[str, Any]:
    return {
        "day": "2026-11-16", "user_id": 1001, "user_login": login, "code_generation_activity_count": 120,
        "code_acceptance_activity_count": 48, "ai_credits_used": 12.5,
    } | changed  # fmt: skip


def member(team: str, login: str = "ana") -> dict[str, Any]:
    return {"day": "2026-11-16", "user_id": 1001, "user_login": login, "team_id": 7, "slug": team}


def reports(users: str = "", whole: str = "", teams: str = "") -> FakeCopilot:
    return FakeCopilot(reports={"users-1-day": users, "organization-1-day": whole, "user-teams-1-day": teams})


def read(copilot: FakeCopilot, window: Period | None = None) -> Reading:
    return copilot.provider().read(window or Period(ON, ON + DAY), now=NOW)


def counted(found: Reading) -> dict[tuple[str | None, str, str | None], int]:
    assert found.activities is not None
    return {(one.person, one.kind.value, one.tool): one.count for one in found.activities}


def test_each_person_is_counted_by_feature_and_what_is_beyond_all_features_is_of_none() -> None:
    features = [
        {"feature": "code_completion", "code_generation_activity_count": 100, "code_acceptance_activity_count": 48},
        {"feature": "agent_edit", "code_generation_activity_count": 12, "loc_added_sum": 190},
    ]
    found = counted(read(reports(ndjson(row(totals_by_feature=features)))))
    assert found == {
        ("github:ana", "suggestions-shown", "code_completion"): 100,
        ("github:ana", "suggestions-shown", None): 8,
        ("github:ana", "suggestions-accepted", "code_completion"): 48,
        ("github:ana", "lines-added", "agent_edit"): 190,
    }


def test_who_is_known_to_servers_alone_is_counted_without_a_feature_and_a_stated_zero_is_one() -> None:
    found = counted(read(reports(ndjson(row("Bo", code_acceptance_activity_count=0)))))
    assert found == {("github:bo", "suggestions-shown", None): 120, ("github:bo", "suggestions-accepted", None): 0}


def test_a_command_line_session_counts_its_prompts_once() -> None:
    cli = {"session_count": 2, "request_count": 9, "prompt_count": 4, "token_usage": {"output_tokens_sum": 5000}}
    features = [{"feature": "copilot_cli", "user_initiated_interaction_count": 4}]
    told = row(user_initiated_interaction_count=4, totals_by_feature=features, totals_by_cli=cli)
    found = counted(read(reports(ndjson(told))))
    assert {key: count for key, count in found.items() if key[2] == "copilot_cli"} == {
        ("github:ana", "prompts", "copilot_cli"): 4,
        ("github:ana", "requests", "copilot_cli"): 9,
        ("github:ana", "sessions", "copilot_cli"): 2,
    }


@pytest.mark.parametrize("wrapped", [False, True])
def test_pull_requests_come_from_the_report_that_names_nobody_flat_or_wrapped(wrapped: bool) -> None:
    day = {"day": "2026-11-16", "pull_requests": PULLS}
    whole = {"report_start_day": "2026-11-16", "day_totals": [day, {"day": "2026-11-15", "pull_requests": PULLS}]}
    assert counted(read(reports(whole=json.dumps(whole if wrapped else day)))) == {
        (None, "pull-requests", None): 3,
        (None, "pull-requests-merged", None): 2,
    }


@pytest.mark.parametrize("users", [ndjson(row(), row("bo")), json.dumps([row(), row("bo")]), json.dumps(row())])
def test_a_report_is_lines_of_json_a_list_or_one_object(users: str) -> None:
    found = counted(read(reports(users)))
    assert found["github:ana", "suggestions-shown", None] == 120
    assert len(found) == (2 if users == json.dumps(row()) else 4)


def test_whose_account_is_gone_keeps_the_number_that_github_knows_it_by() -> None:
    for login in ("", None):
        assert {key[0] for key in counted(read(reports(ndjson(row(login)))))} == {"github:id:1001"}


def test_ids_name_nobody_and_the_order_of_rows_changes_nothing() -> None:
    rows = [row(), row("bo", user_id=1002), row("Cy", user_id=1003)]
    first, second = read(reports(ndjson(*rows))), read(reports(ndjson(*rows[::-1])))
    assert first.activities is not None
    assert first == second
    assert len({one.id for one in first.activities}) == len(first.activities) == 6
    assert not any(name in one.id.lower() for one in first.activities for name in ("ana", "1001", ":bo", "cy"))


def test_credits_that_the_metrics_tell_of_are_no_money() -> None:
    with_metrics, without = read(reports(ndjson(row(ai_credits_used=10_000)))), read(FakeCopilot())
    assert with_metrics.charges == without.charges


def test_teams_of_the_day_are_a_tag_of_what_people_used_and_are_added_up_nowhere() -> None:
    """Who is in two teams has both in the tag of one charge (providers.md 0.6)."""
    copilot = reports(teams=ndjson(member("payments"), member("checkout"), member("shop", "Bo")))
    copilot.csv = "\n".join((COLUMNS, *(USED.format(16, name) for name in ("ANA", "bo", "cy", "")))) + "\n"
    provider = copilot.provider(organization="acme", enterprise="acme-group")
    charges = [one for one in provider.read(Period(ON, ON + DAY), now=NOW).charges if one.model]
    assert {charge.person: charge.tags.get("team") for charge in charges} == {
        "github:ana": "checkout, payments", "github:bo": "shop", "github:cy": None, None: None,
    }  # fmt: skip
    assert sum(charge.billed_cost or 0 for charge in charges) == 2


def test_a_day_without_data_has_no_activities_and_the_days_with_data_can_be_counted() -> None:
    """AC-C7: 204 is no data, and no zero."""
    copilot = FakeCopilot()
    days = (date(2026, 11, 10), date(2026, 11, 12))

    def one_of_two(request: httpx.Request) -> httpx.Response:
        day = request.url.params["day"]
        if day not in {str(one) for one in days}:
            return httpx.Response(204)
        return httpx.Response(200, json={"download_links": [f"https://files.copilot.example/{day}"]})

    copilot.instead["/users-1-day"] = one_of_two
    copilot.reports = {str(day): ndjson(row(day=str(day))) for day in days}
    found = read(copilot, Period(date(2026, 11, 9), date(2026, 11, 14)))
    assert found.activities is not None
    assert sorted({one.day for one in found.activities}) == list(days)


def test_reports_are_asked_for_of_days_that_can_have_any() -> None:
    copilot = FakeCopilot(bill=[], credits=[])
    read(copilot, Period(date(2025, 10, 1), NOW.date() + DAY))
    asked = [date.fromisoformat(request.url.params["day"]) for request in copilot.paths("/users-1-day")]
    assert (min(asked), max(asked)) == (date(2025, 11, 21), date(2026, 11, 19))
    assert not copilot.paths("/organization-1-day")  # what has no people has nothing else


def seats_alone(activities: tuple[Activity, ...] | None) -> bool:
    kinds = {one.kind for one in activities or ()}
    return kinds == {ActivityKind.SEATS_ASSIGNED, ActivityKind.SEATS_ACTIVE}


@pytest.mark.parametrize("status", [403, 404, 422])
def test_a_refusal_loses_activities_and_never_money_and_is_said_once(status: int) -> None:
    window = Period(date(2026, 11, 10), NOW.date() + DAY)
    copilot = reports(ndjson(row()))
    copilot.instead["/users-1-day"] = refusing(status)
    with capture_logs() as logged:
        reading = read(copilot, window)
    assert reading.charges == read(FakeCopilot(), window).charges
    assert seats_alone(reading.activities)
    assert reading.counted is not None
    assert all(kind.is_level for kind in reading.counted)  # what was done stays as it was told before
    assert read(copilot).activities is None
    assert len(copilot.paths("/users-1-day")) == 2
    [entry] = [entry for entry in logged if entry["event"] == "usage not read"]
    assert str(status) in entry["reason"]


@pytest.mark.parametrize("where", ["/users-1-day", "users-1-day"])
def test_reports_that_are_out_of_reach_keep_what_is_known_of_them(where: str) -> None:
    copilot = reports(ndjson(row()))
    if where.startswith("/"):
        copilot.instead["/copilot/metrics/reports/users-1-day"] = refusing(503)
    else:
        copilot.instead["/users-1-day"] = lambda request: (
            httpx.Response(503)
            if "files" in request.url.host
            else httpx.Response(200, json={"download_links": ["https://files.copilot.example/users-1-day"]})
        )
    with capture_logs() as logged:
        reading = read(copilot)
    assert reading.activities is None
    assert total(reading) == Decimal("1.133333327")
    assert [entry["event"] for entry in logged if entry["event"] == "usage not read"] == ["usage not read"]


def in_teams(*days: int) -> FakeCopilot:
    """An enterprise in which Ana used something and was in a team on each of these days of November."""
    copilot = reports(teams=ndjson(member("payments")))
    copilot.csv = "\n".join((COLUMNS, *(USED.format(day, "ana") for day in days))) + "\n"
    return copilot


@pytest.mark.parametrize("end", ["reports/users-1-day", "reports/user-teams-1-day", "/user-teams-1-day"])
def test_an_outage_takes_no_team_from_what_people_used(end: str) -> None:
    """Where costs are known by person the tags of all days would go with it: the next run reads them anew."""
    copilot = in_teams(16)
    copilot.instead[end] = refusing(503)
    with pytest.raises(ProviderUnavailableError):
        copilot.provider(**WHOLE).read(Period(ON, ON + DAY), now=NOW)


@pytest.mark.parametrize("status", [403, 404])
def test_a_refusal_leaves_the_teams_of_the_days_before_it(status: int) -> None:
    copilot = in_teams(16, 17)
    ends = {"/users-1-day": "users-1-day", "/user-teams-1-day": "user-teams-1-day"}
    for end in ends:
        copilot.instead[f"reports{end}"] = lambda request, end=end: (
            httpx.Response(status if end == "/users-1-day" else 204)
            if request.url.params["day"] != "2026-11-16"
            else httpx.Response(200, json={"download_links": [f"https://files.copilot.example{end}"]})
        )
    settled = NOW + 5 * DAY
    reading = copilot.provider(**WHOLE).read(Period(ON, ON + 2 * DAY), now=settled)
    assert [(one.day.day, one.tags.get("team")) for one in reading.charges if one.model] == [
        (16, "payments"), (17, None),
    ]  # fmt: skip
    assert reading.activities is None


def test_a_link_that_is_refused_twice_keeps_what_is_known() -> None:
    copilot = reports(ndjson(row()))
    copilot.instead["/users-1-day"] = lambda request: (
        httpx.Response(403)
        if "files" in request.url.host
        else httpx.Response(200, json={"download_links": ["https://files.copilot.example/users-1-day"]})
    )
    assert read(copilot).activities is None


def test_days_whose_reports_are_kept_no_longer_are_not_said_to_be_empty() -> None:
    oldest = date(2025, 11, 21)
    reading = read(FakeCopilot(bill=[], credits=[]), Period(date(2025, 11, 1), NOW.date() + DAY))
    assert reading.counted is not None
    done = {days for kind, days in reading.counted.items() if not kind.is_level}
    assert done == {Period(oldest, NOW.date())}
    before = read(FakeCopilot(bill=[], credits=[]), Period(date(2025, 11, 1), oldest))
    assert before.counted == {}


def test_a_report_that_is_not_made_yet_is_no_refusal() -> None:
    """A day of the last three may answer with 404."""
    copilot = FakeCopilot()
    copilot.instead["/users-1-day"] = lambda request: httpx.Response(
        404 if date.fromisoformat(request.url.params["day"]) > ON else 204
    )
    reading = read(copilot, Period(ON, NOW.date()))
    assert reading.activities == ()
    assert len(copilot.paths("/users-1-day")) == 4


def test_a_day_of_an_enterprise_without_data_may_be_a_404() -> None:
    reading = Replay(recording("github", "enterprise_alone")).read()
    assert reading.activities
    assert {one.person for one in reading.activities} == {"github:ana"}


@pytest.mark.parametrize(
    ("users", "field"),
    [
        (ndjson(row(day="2026-11-15")), "day"),
        (ndjson(row(day="someday")), "day"),
        (ndjson(row(None, user_id=None)), "user_id"),
        (ndjson(row(code_generation_activity_count=-1)), "code_generation_activity_count"),
        (ndjson(row(totals_by_feature="none")), "totals_by_feature"),
        (ndjson(row(totals_by_feature=[{}])), "feature"),
        ("<html>", "JSON"),
    ],
)
def test_a_report_of_another_shape_is_a_changed_provider(users: str, field: str) -> None:
    with pytest.raises(ProviderChangedError, match=field):
        read(reports(users))
