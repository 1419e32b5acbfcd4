from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
import stamina
from structlog.testing import capture_logs

from bot.errors import NothingToReadError, ProviderAuthError, ProviderChangedError, ProviderUnavailableError
from bot.facts.activity import ActivityKind
from bot.facts.charge import Basis, Charge
from bot.facts.periods import DAY, Period, midnight
from bot.providers.base import Reading
from bot.providers.cursor import Cursor
from tests.providers.replay import KEY, Replay, recording

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
EVENTS, DAILY, MEMBERS, SPEND = (
    "/teams/filtered-usage-events", "/teams/daily-usage-data", "/teams/members", "/teams/spend",
)  # fmt: skip
MIDNIGHT = datetime(2026, 11, 16, tzinfo=UTC)
ONE_DAY = Period(date(2026, 11, 16), date(2026, 11, 17))


@pytest.fixture(autouse=True)
def hasty() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


def event(at: datetime = MIDNIGHT, **said: Any) -> dict[str, Any]:
    whole = {
        "timestamp": str(int(at.timestamp() * 1000)),
        "userEmail": "ana@acme.example",
        "model": "claude-4.5-sonnet",
        "kind": "Usage-based",
        "requestsCosts": 0,
        "isTokenBasedCall": True,
        "isChargeable": True,
        "tokenUsage": {"inputTokens": 100, "outputTokens": 20, "totalCents": 5},
        "chargedCents": 5,
    }
    return {name: value for name, value in (whole | said).items() if value is not ...}


class Team:
    """A server with these events in pages of two, and nothing else that a test did not put there.

    `turned` makes something else of the answer with a page of that number.
    """

    def __init__(
        self, *events: dict[str, Any], turned: Callable[[dict[str, Any], int], Any] | None = None, **answers: Any
    ) -> None:
        self.events = events
        self.turned = turned
        self.answers = answers
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        self.asked.append((request.url.path, body))
        if request.url.path == EVENTS:
            page = self.page(body)
            return httpx.Response(200, json=page if self.turned is None else self.turned(page, body["page"]))
        answer = self.answers.get(request.url.path.rpartition("/")[2].partition("-")[0], 403)
        return httpx.Response(answer) if isinstance(answer, int) else httpx.Response(200, json=answer)

    def page(self, body: dict[str, Any]) -> dict[str, Any]:
        known = [one for one in self.events if body["startDate"] <= int(one["timestamp"]) <= body["endDate"]]
        last, number = (len(known) + 1) // 2, body["page"]
        return {
            "totalUsageEventsCount": len(known),
            "pagination": {"numPages": last, "currentPage": number, "hasNextPage": number < last},
            "usageEvents": known[2 * number - 2 : 2 * number],
        }

    def read(self, window: Period = ONE_DAY, now: datetime = NOW) -> Reading:
        return provider(self).read(window, now=now)

    def charges(self) -> tuple[Charge, ...]:
        return self.read().charges


def provider(handler: Callable[[httpx.Request], httpx.Response], key: str = KEY) -> Cursor:
    return Cursor(httpx.Client(transport=httpx.MockTransport(handler)), key=key)


def test_the_key_is_the_user_name_of_basic_authentication_without_a_password() -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(500)

    with pytest.raises(ProviderUnavailableError):
        provider(handler, key="key_abc").probe(now=NOW)
    assert asked[0].headers["authorization"] == "Basic a2V5X2FiYzo="


def test_whole_utc_days_are_asked_for_in_milliseconds_of_which_the_last_is_in() -> None:
    team = Team()
    team.read()
    assert team.asked[0] == (
        EVENTS,
        {"startDate": 1794787200000, "endDate": 1794787200000 + 86_400_000 - 1, "page": 1, "pageSize": 1000},
    )


def test_a_window_longer_than_30_days_is_read_in_chunks_and_nothing_of_days_to_come() -> None:
    """AC-C4."""
    team = Team(*(event(midnight(date(2026, 9, 1) + n * DAY)) for n in range(81)))
    reading = team.read(Period(date(2026, 9, 1), date(2027, 1, 1)))
    spans = [(body["endDate"] - body["startDate"] + 1) // 86_400_000 for path, body in team.asked if path == EVENTS]
    assert sorted({*spans}) == [21, 30]
    assert reading.window == Period(date(2026, 9, 1), date(2026, 11, 21))
    assert [charge.day for charge in reading.charges] == list(reading.window.days())
    with pytest.raises(NothingToReadError, match="days to come"):
        team.read(Period(date(2026, 11, 21), date(2027, 1, 1)))


def test_every_page_is_summed_of_which_the_first_has_less_than_all() -> None:
    """AC-C3."""
    (charge,) = Team(*(event(chargedCents=n) for n in (1, 2, 3, 4, 5))).charges()
    assert charge.billed_cost == Decimal("0.15")


def test_two_events_alike_in_everything_are_two() -> None:
    (charge,) = Team(event(), event()).charges()
    assert (charge.billed_cost, charge.quantity, charge.unit) == (Decimal("0.10"), 240, "tokens")


def test_the_first_and_the_last_millisecond_of_a_day_are_of_that_day() -> None:
    last = midnight(date(2026, 11, 17)) - timedelta(milliseconds=1)
    window = Period(date(2026, 11, 16), date(2026, 11, 18))
    reading = Team(event(), event(last), event(midnight(date(2026, 11, 17)))).read(window)
    assert {charge.day.day: charge.billed_cost for charge in reading.charges} == {
        16: Decimal("0.10"),
        17: Decimal("0.05"),
    }


def test_a_charge_says_what_its_events_say() -> None:
    charges = Replay(recording("cursor", "two_pages_of_events")).read().charges
    said = {(charge.day.day, charge.person, charge.model, charge.line_item, charge.unit): charge for charge in charges}
    twins = said[17, "ana@acme.example", "claude-4.5-sonnet", "Usage-based", "tokens"]
    assert (twins.billed_cost, twins.effective_cost) == (Decimal("0.746606"), Decimal("0.746606"))
    assert twins.list_cost == Decimal("0.82694")
    assert (twins.basis, twins.tags) == (Basis.MEASURED, {"max_mode": "true"})
    assert said[17, "ana@acme.example", "auto", "Usage-based", "tokens"].billed_cost == Decimal("0.025")
    pool = said[17, "ben@acme.example", "claude-4.5-sonnet", "Included in Business", "tokens"]
    assert (pool.billed_cost, pool.effective_cost, pool.list_cost) == (0, 0, Decimal("0.2175"))
    assert pool.basis is Basis.INCLUDED


def test_a_service_account_is_a_key_and_its_use_is_nobodys() -> None:
    reading = Replay(recording("cursor", "two_pages_of_events")).read()
    (charge,) = [charge for charge in reading.charges if charge.person is None]
    assert (charge.key, charge.billed_cost) == ("sa_1", Decimal("0.1225"))
    assert charge.tags == {"service_account": "sa_1", "automation": "auto_nightly"}
    assert reading.names == {("key", "sa_1"): "ci-agent"}
    (owned,) = Team(event(serviceAccountId="sa_1")).charges()
    assert owned.person is None


def test_an_event_without_tokens_is_a_request_and_its_list_cost_is_not_known() -> None:
    plain, counted = event(tokenUsage=..., isTokenBasedCall=False, chargedCents=4), event()
    charges = {charge.unit: charge for charge in Team(plain, plain, counted).charges()}
    requests = charges["requests"]
    assert (requests.quantity, requests.billed_cost, requests.list_cost) == (2, Decimal("0.08"), None)
    assert charges["tokens"].list_cost == Decimal("0.05")


def test_included_and_on_demand_use_are_apart_and_never_one_sum() -> None:
    """AC-D2."""
    charges = Team(event(isChargeable=False, chargedCents=7), event()).charges()
    assert sorted((charge.basis, charge.billed_cost, charge.list_cost) for charge in charges) == [
        (Basis.INCLUDED, 0, Decimal("0.07")),
        (Basis.MEASURED, Decimal("0.05"), Decimal("0.05")),
    ]


def test_included_use_whose_price_is_not_said_has_none() -> None:
    free = {"chargedCents": 0, "isChargeable": False}
    (unknown,) = Team(event(**free, tokenUsage={"inputTokens": 9})).charges()
    assert (unknown.billed_cost, unknown.list_cost) == (0, None)
    (by_list,) = Team(event(**free)).charges()
    assert (by_list.billed_cost, by_list.list_cost) == (0, Decimal("0.05"))


def test_tokens_that_are_chargeable_and_cost_nothing_are_not_believed() -> None:
    """AC-C8."""
    doubtful = [
        charge
        for charge in Replay(recording("cursor", "whole_cycle")).read().charges
        if charge.basis is Basis.ESTIMATED
    ]
    assert [(charge.model, charge.billed_cost, charge.effective_cost) for charge in doubtful] == [
        ("claude-4.5-sonnet", None, Decimal("0.033")),
        ("grok-code", None, None),
    ]


@pytest.mark.parametrize(
    "usage",
    [
        {"inputTokens": 100, "totalCents": 5, "discountPercentOff": 100},
        {"inputTokens": 0, "outputTokens": 0, "totalCents": 0},
        {},
        ...,
    ],
)
def test_a_discount_of_all_or_no_token_at_all_is_a_zero_that_is_measured(usage: Any) -> None:
    (charge,) = Team(event(chargedCents=0, tokenUsage=usage)).charges()
    assert (charge.basis, charge.billed_cost) == (Basis.MEASURED, 0)


def test_an_id_names_nobody_and_another_key_gives_another() -> None:
    ids = {provider(Team(event()), key=key).read(ONE_DAY, now=NOW).charges[0].id for key in ("key_a", "key_b")}
    assert len(ids) == 2
    assert not any("ana" in one or "acme" in one for one in ids)
    assert all(one.startswith("cursor:2026-11-16:") for one in ids)


@pytest.mark.parametrize("promised", [1, 3])
def test_fewer_or_more_events_than_promised_are_an_answer_cut_short(promised: int) -> None:
    team = Team(event(), event(), turned=lambda page, _: page | {"totalUsageEventsCount": promised})
    with pytest.raises(ProviderChangedError, match="usageEvents holds 2 events"):
        team.read()


def test_events_that_come_in_while_pages_are_read_leave_it_to_the_next_run() -> None:
    team = Team(*[event()] * 3, turned=lambda page, number: page | {"totalUsageEventsCount": 2 + number})
    with pytest.raises(ProviderUnavailableError, match="pages moved"):
        team.read()


@pytest.mark.parametrize(("has_next", "events"), [(True, 1), (False, 3)])
def test_a_page_that_contradicts_the_number_of_pages_is_a_changed_provider(has_next: bool, events: int) -> None:
    def contrary(page: dict[str, Any], _: int) -> dict[str, Any]:
        return page | {"pagination": page["pagination"] | {"hasNextPage": has_next}}

    with pytest.raises(ProviderChangedError, match="hasNextPage contradicts numPages"):
        Team(*[event()] * events, turned=contrary).read()


def test_what_is_counted_apart_from_money_is_told_by_person_day_and_tool() -> None:
    found = Replay(recording("cursor", "two_pages_of_events")).read().activities
    assert found is not None
    counts = {(one.day.day, (one.person or "")[:3], one.kind, one.tool): one.count for one in found}
    shown, accepted, rejected = (
        ActivityKind.SUGGESTIONS_SHOWN, ActivityKind.SUGGESTIONS_ACCEPTED, ActivityKind.SUGGESTIONS_REJECTED,
    )  # fmt: skip
    assert counts[17, "ana", shown, "tab"] == 60
    assert counts[17, "ana", accepted, "tab"] == 30
    assert (counts[17, "ana", accepted, "agent"], counts[17, "ana", rejected, "agent"]) == (4, 1)
    assert counts[16, "ben", ActivityKind.LINES_REMOVED, None] == 3
    assert counts[16, "ana", ActivityKind.LINES_ADDED, None] == 25
    assert (17, "ana", ActivityKind.LINES_ADDED, None) not in counts
    assert counts[17, "ben", ActivityKind.REQUESTS, "chat"] == 1
    assert not any("@" in one.id or "acme" in one.id for one in found)
    assert {one.kind for one in found} <= Cursor.capabilities.counts


def test_who_did_nothing_has_a_seat_and_who_was_removed_only_while_active() -> None:
    """AC-E6."""
    found = Replay(recording("cursor", "two_pages_of_events")).read().activities
    seats = {(one.day.day, one.kind, (one.person or "")[:3]) for one in found or () if one.kind.is_level}
    assert {who for day, kind, who in seats if (day, kind) == (16, ActivityKind.SEATS_ASSIGNED)} == {
        "ana", "ben", "cle",
    }  # fmt: skip
    assert {who for day, kind, who in seats if (day, kind) == (17, ActivityKind.SEATS_ASSIGNED)} == {"ana", "ben"}
    idle = [{"userId": 1, "date": 1794787200000, "email": "dora@acme.example", "isActive": False}]
    team = Team(
        members={"teamMembers": []}, daily={"data": idle, "pagination": {"totalPages": 1, "hasNextPage": False}}
    )
    assert [(one.kind, one.count) for one in team.read().activities or ()] == [(ActivityKind.SEATS_ASSIGNED, 1)]


@pytest.mark.parametrize("answer", [403, 404, 500, {"data": "?", "pagination": {}}, {}])
@pytest.mark.parametrize("list_", ["members", "daily"])
def test_activities_that_may_not_be_read_cost_no_money(list_: str, answer: Any) -> None:
    """What is known of them stays: None is not nothing."""
    whole: dict[str, Any] = {
        "members": {"teamMembers": []},
        "daily": {"data": [], "pagination": {"totalPages": 0, "hasNextPage": False}},
    }
    assert Team(event(), **whole).read().activities == ()
    with capture_logs() as logged:
        reading = Team(event(), **(whole | {list_: answer})).read()
    assert reading.activities is None
    assert [charge.billed_cost for charge in reading.charges] == [Decimal("0.05")]
    assert [entry["event"] for entry in logged if entry["event"].endswith("not read")] == ["activities not read"]


def test_a_key_without_access_to_events_is_told_in_cursors_words_which_setting_to_change() -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(403, json={"error": "Forbidden", "message": "Enterprise access required"})

    with pytest.raises(ProviderAuthError, match=r"403: Enterprise access required.*CURSOR_ADMIN_KEY"):
        provider(handler).read(ONE_DAY, now=NOW)


def spend(starts_at: datetime, *cents: Any) -> dict[str, Any]:
    rows = [{"spendCents": one} for one in cents]
    return {"teamMemberSpend": rows, "subscriptionCycleStart": starts_at.timestamp() * 1000, "totalPages": 1}


def control(team: Team, since: date = date(2026, 11, 16)) -> Decimal | None:
    return team.read(Period(since, date(2026, 11, 21))).control_total


def test_the_total_of_the_running_cycle_is_the_control_where_the_window_is_that_cycle() -> None:
    noon = datetime(2026, 11, 16, 12, tzinfo=UTC)
    assert control(Team(event(noon), spend=spend(noon, 4.5, "0.75"))) == Decimal("0.0525")
    assert control(Team(event(noon), spend=spend(noon, 4.5)), since=date(2026, 11, 17)) is None


def test_what_was_billed_before_the_cycle_has_no_control() -> None:
    noon = datetime(2026, 11, 16, 12, tzinfo=UTC)
    earlier = noon - timedelta(seconds=1)
    assert control(Team(event(earlier), event(noon), spend=spend(noon, 5))) is None
    assert control(Team(event(earlier, isChargeable=False), event(noon), spend=spend(noon, 5))) == Decimal("0.05")


def test_a_total_that_is_more_than_the_events_makes_no_charge_for_it_has_no_day() -> None:
    reading = Team(event(), spend=spend(midnight(date(2026, 11, 16)), 900)).read(
        Period(date(2026, 11, 16), date(2026, 11, 21))
    )
    assert reading.control_total == 9
    assert sum(charge.billed_cost or 0 for charge in reading.charges) == Decimal("0.05")


def test_a_window_that_ends_before_today_asks_for_no_total() -> None:
    team = Team(event(), spend=spend(midnight(date(2026, 11, 16)), 5))
    assert team.read().control_total is None
    assert SPEND not in [path for path, _ in team.asked]


@pytest.mark.parametrize("answer", [403, 500, {}, {"teamMemberSpend": [], "subscriptionCycleStart": "?"}])
def test_a_total_that_cannot_be_read_costs_no_money(answer: Any) -> None:
    team = Team(event(), spend=answer)
    assert control(team) is None
    assert [path for path, _ in team.asked].count(SPEND) == 1
