from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.errors import ProviderUnavailableError
from bot.facts.charge import Basis
from bot.facts.periods import DAY, Period
from bot.providers.base import Reading
from bot.providers.cursor import Cursor
from bot.sandbox.clock import HISTORY_STARTS, CompanyClock
from bot.sandbox.cursor.team import ALIAS, CI, MEMBERS
from bot.sandbox.cursor.usage import RESTATED_AT, RESTATED_DAY, cycle_start, uses
from bot.sandbox.faults import Faults
from bot.sandbox.planted import cursor
from tests.sandbox.conftest import CURSOR_KEY
from tests.sandbox.figures import COMPANY, Figures, billed, planted
from tests.sandbox.readers import exact

pytestmark = pytest.mark.usefixtures("hasty")

EVENTS, DAILY, SPEND, MEMBERS_OF = (
    "/teams/filtered-usage-events", "/teams/daily-usage-data", "/teams/spend", "/teams/members",
)  # fmt: skip
SINCE, UNTIL = date(2026, 10, 26), date(2026, 11, 18)


def read(client: httpx.Client, clock: CompanyClock, since: date = SINCE, until: date = UNTIL) -> Reading:
    with httpx.Client(timeout=20) as plain:
        provider = Cursor(plain, key=CURSOR_KEY, base_url=str(client.base_url))
        return provider.read(Period(since, until), now=clock())


def truth(clock: CompanyClock, since: date = SINCE, until: date = UNTIL) -> Figures:
    return planted(cursor, Period(since, until), clock())


def ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def events(client: httpx.Client, since: date, until: date, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    body = {"startDate": ms(since), "endDate": ms(until) - 1, "page": 1, "pageSize": 1000, **asked}
    while True:
        page = exact(client.post(EVENTS, json=body))
        found += page["usageEvents"]
        if not page["pagination"]["hasNextPage"]:
            assert len(found) == page["totalUsageEventsCount"]
            return found
        body["page"] += 1


def refused(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status
    body = answer.json()
    assert body.keys() == {"error", "message"}
    return str(body["message"])


def test_what_is_read_is_the_planted_truth_by_day_model_and_person(cursor: httpx.Client, clock: CompanyClock) -> None:
    assert billed(read(cursor, clock)) == truth(clock)
    whole = billed(read(cursor, clock, HISTORY_STARTS, UNTIL))
    assert whole == truth(clock, HISTORY_STARTS, UNTIL)
    assert {person for _, _, _, person in whole} == {member.email.lower() for member in MEMBERS} | {None}


def test_what_the_pool_paid_for_is_included_at_its_price(cursor: httpx.Client, clock: CompanyClock) -> None:
    charges = [charge for charge in read(cursor, clock).charges if charge.basis is Basis.INCLUDED]
    known = [use for day in Period(SINCE, UNTIL).days() for use in uses(COMPANY, day, clock())]
    pool = sum((use.charged_cents for use in known if not use.is_chargeable), Decimal(0)) / 100
    assert sum((charge.list_cost or 0 for charge in charges), Decimal(0)) == pool > 0
    assert {(charge.billed_cost, charge.effective_cost) for charge in charges} == {(0, 0)}


def test_a_restated_day_is_the_new_truth_when_it_is_read_again(cursor: httpx.Client, clock: CompanyClock) -> None:
    before = billed(read(cursor, clock))
    clock.advance(days=2)
    assert clock() > RESTATED_AT
    after = billed(read(cursor, clock))
    assert after == truth(clock)
    days = [sum(usd for key, usd in of.items() if key[0] == RESTATED_DAY) for of in (before, after)]
    assert days[1] > days[0]


def test_what_changed_lies_within_what_each_run_reads_again(cursor: httpx.Client, clock: CompanyClock) -> None:
    """Late events too: four days back are enough for the same figures as reading all of it once."""
    ledger = billed(read(cursor, clock))
    for _ in range(7):
        clock.advance(days=1)
        start = clock().date() - Cursor.restates
        again = billed(read(cursor, clock, start, clock().date() + DAY))
        ledger = {key: usd for key, usd in ledger.items() if key[0] < start} | again
    assert ledger == truth(clock, SINCE, clock().date() + DAY)


def test_the_running_cycle_is_controlled_by_its_total(cursor: httpx.Client, clock: CompanyClock) -> None:
    start = cycle_start(clock().date())
    reading = read(cursor, clock, start)
    assert reading.control_total == sum(truth(clock, start).values()) > 0
    assert read(cursor, clock, start - DAY).control_total is None


def test_seats_and_activities_are_of_all_members(cursor: httpx.Client, clock: CompanyClock) -> None:
    found = read(cursor, clock).activities
    assert found is not None
    seats = {one.person for one in found if one.kind == "seats-assigned"}
    assert seats == {member.email.lower() for member in MEMBERS if member.removed_on is None}
    assert ALIAS in seats


def test_faults_of_every_kind_change_no_figure(cursor: httpx.Client, clock: CompanyClock, faults: Faults) -> None:
    faults.throttle_every, faults.fail_every, faults.cut_every = 5, 7, 3
    faults.slow_seconds = 0.001
    reading = read(cursor, clock)
    assert billed(reading) == truth(clock)
    assert reading.activities


def test_a_failure_that_stays_names_the_provider(cursor: httpx.Client, clock: CompanyClock, faults: Faults) -> None:
    faults.die(EVENTS, page=2)
    with pytest.raises(ProviderUnavailableError, match="Cursor is busy or failing"):
        read(cursor, clock, HISTORY_STARTS)


def test_both_ends_are_in_and_a_span_is_at_most_thirty_days(cursor: httpx.Client) -> None:
    day = date(2026, 10, 7)
    stamps = [int(one["timestamp"]) for one in events(cursor, day, day + DAY)]
    assert (stamps[0], stamps[-1]) == (ms(day + DAY) - 1, ms(day))
    assert all(isinstance(one["timestamp"], str) for one in events(cursor, day, day + DAY))
    assert len(events(cursor, day, day + 30 * DAY)) > 1000
    longer = {"startDate": ms(day), "endDate": ms(day + 30 * DAY)}
    assert "30 days" in refused(cursor.post(EVENTS, json=longer), 400)


def test_events_have_every_trap_of_the_real_ones(cursor: httpx.Client) -> None:
    found = events(cursor, date(2026, 10, 5), date(2026, 11, 4))
    assert not any("id" in one for one in found)
    assert any(
        found.count(one) == 2
        for one in found
        if datetime.fromtimestamp(int(one["timestamp"]) / 1e3, UTC).weekday() == 0
    )
    assert any("tokenUsage" not in one and not one["isTokenBasedCall"] for one in found)
    assert any(one["chargedCents"] > 0 and not one["isChargeable"] for one in found)
    assert any(one["kind"] == "Usage-based" and one["isChargeable"] for one in found)
    service = [one for one in found if "serviceAccountId" in one]
    assert {(one["userEmail"], one["serviceAccountName"]) for one in service} == {("", CI.name)}
    assert {one["model"] for one in found} == {"claude-4.5-sonnet", "auto"}
    assert not any("cursorTokenFee" in one for one in found if one["model"] == "auto")
    assert any(one["userEmail"] != one["userEmail"].lower() for one in found)
    for one in found:
        if usage := one.get("tokenUsage"):
            left = 1 - Decimal(usage.get("discountPercentOff", 0)) / 100
            assert one["chargedCents"] == usage["totalCents"] * left + one.get("cursorTokenFee", 0)


def test_events_are_filtered_as_asked(cursor: httpx.Client) -> None:
    day = date(2026, 10, 7)
    mine = events(cursor, day, day + DAY, email=ALIAS)
    assert {one["userEmail"] for one in mine} == {ALIAS}
    assert {one.get("serviceAccountId") for one in events(cursor, day, day + DAY, serviceAccountId="*")} == {CI.id}


def test_without_a_page_only_who_was_active_is_in_the_daily_usage(cursor: httpx.Client) -> None:
    sunday = date(2026, 10, 11)
    span = {"startDate": ms(sunday), "endDate": ms(sunday + DAY) - 1}
    active = exact(cursor.post(DAILY, json=span))
    assert "pagination" not in active
    assert all(row["isActive"] for row in active["data"])
    everyone = exact(cursor.post(DAILY, json=span | {"page": 1, "pageSize": 100}))
    assert len(everyone["data"]) == everyone["pagination"]["totalUsers"] == len(MEMBERS) > len(active["data"])


def test_who_was_removed_is_a_member_marked_so(cursor: httpx.Client) -> None:
    members = exact(cursor.get(MEMBERS_OF))["teamMembers"]
    assert [one["email"] for one in members if one["isRemoved"]] == ["lena.hartog@larkspur.example"]
    kept = events(cursor, date(2026, 9, 1), date(2026, 10, 1), email="lena.hartog@larkspur.example")
    assert max(int(one["timestamp"]) for one in kept) < ms(date(2026, 9, 14))


def test_spend_is_of_the_running_cycle_alone(cursor: httpx.Client, clock: CompanyClock) -> None:
    first = exact(cursor.post(SPEND, json={"page": 1, "pageSize": 5}))
    second = exact(cursor.post(SPEND, json={"page": 2, "pageSize": 5}))
    assert (first["totalPages"], first["totalMembers"]) == (2, len(MEMBERS) + 1)
    rows = first["teamMemberSpend"] + second["teamMemberSpend"]
    assert first["subscriptionCycleStart"] == ms(cycle_start(clock().date()))
    assert all(row["overallSpendCents"] >= row["spendCents"] for row in rows)


@pytest.mark.parametrize("path", ["/teams/groups", "/analytics/team/agent-edits", "/analytics/ai-code/commits"])
def test_what_only_an_enterprise_may_read_is_refused_in_these_words(cursor: httpx.Client, path: str) -> None:
    assert refused(cursor.get(path), 403) == "Enterprise access required"


def test_what_the_real_api_refuses_is_refused(cursor: httpx.Client, base_url: str) -> None:
    url, span = f"{base_url}/cursor{EVENTS}", {"startDate": ms(SINCE), "endDate": ms(UNTIL)}
    for auth in (("wrong", ""), (CURSOR_KEY, "password")):
        refused(httpx.post(url, json=span, auth=auth), 401)
    refused(httpx.post(url, json=span), 401)
    for wrong in ({}, span | {"pageSize": 1001}, span | {"page": 0}, {"startDate": "2026-11-01", "endDate": 1}, [1]):
        refused(cursor.post(EVENTS, json=wrong), 400)
    refused(cursor.get(EVENTS), 405)
    refused(cursor.get("/teams/nothing"), 404)


def test_a_429_does_not_say_when_to_come_back(cursor: httpx.Client, faults: Faults) -> None:
    faults.throttle_every = 1
    answer = cursor.get(MEMBERS_OF)
    refused(answer, 429)
    assert "retry-after" not in answer.headers


def test_a_running_day_grows_and_late_events_come_after_it(clock: CompanyClock) -> None:
    day = date(2026, 10, 7)
    at = datetime(2026, 10, 7, tzinfo=UTC)
    counts = [len(uses(COMPANY, day, at + timedelta(hours=hours))) for hours in (0, 9, 14, 24)]
    assert counts == sorted(counts)
    assert counts[0] == 1
    days = [HISTORY_STARTS + timedelta(days=n) for n in range(90)]
    over = {one: datetime(one.year, one.month, one.day, tzinfo=UTC) + DAY for one in days}
    early, later, last = (
        sum(len(uses(COMPANY, one, over[one] + timedelta(days=n))) for one in days) for n in (0, 2, 9)
    )
    assert early < later == last
    assert uses(COMPANY, HISTORY_STARTS - DAY, clock()) == ()
    assert uses(COMPANY, clock().date() + DAY, clock()) == ()
