from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.errors import NothingToReadError, ProviderAuthError, ProviderChangedError, ProviderUnavailableError
from bot.facts.charge import Basis
from bot.facts.periods import DAY, Period, midnight
from tests.providers.cursor_team import EVENTS, NOW, ONE_DAY, Team, event, provider
from tests.providers.replay import Replay, recording

pytestmark = pytest.mark.usefixtures("hasty")


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


@pytest.mark.parametrize(("charged", "basis"), [(5, Basis.MEASURED), (0, Basis.ESTIMATED)])
def test_tokens_that_cannot_be_read_are_not_known_and_cost_what_they_cost(charged: int, basis: Basis) -> None:
    """Said once for all events of a page; what costs nothing is not believed, as there may have been tokens."""
    odd = event(chargedCents=charged, tokenUsage={"inputTokens": "?", "outputTokens": 20, "totalCents": 5})
    with capture_logs() as logged:
        (charge,) = Team(odd, odd).charges()
    assert (charge.effective_cost, charge.basis) == (Decimal("0.10"), basis)
    assert (charge.quantity, charge.unit) == (2, "requests")
    assert ["inputTokens is not" in one["reason"] for one in logged if one["event"] == "count not read"] == [True]


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


def test_an_event_that_comes_in_while_pages_are_read_is_in_the_next_try_and_nothing_twice() -> None:
    """The newest stands first: the third of three would be read again as the first of the second page."""

    def working(page: dict[str, Any], number: int) -> dict[str, Any]:
        if number == 1 and len(team.events) == 3:
            team.events = (event(chargedCents=8), *team.events)
        return page

    team = Team(*(event(chargedCents=n) for n in (1, 2, 4)), turned=working)
    (charge,) = team.charges()
    assert charge.billed_cost == Decimal("0.15")
    assert [body["page"] for path, body in team.asked if path == EVENTS] == [1, 2, 1, 2]


def test_events_that_come_in_each_time_leave_it_to_the_next_run() -> None:
    team = Team(*[event()] * 3, turned=lambda page, number: page | {"totalUsageEventsCount": 2 + number})
    with pytest.raises(ProviderUnavailableError, match="5 times it was read"):
        team.read()
    assert [body["page"] for path, body in team.asked if path == EVENTS] == [1, 2] * 5


@pytest.mark.parametrize(("has_next", "events"), [(True, 1), (False, 3)])
def test_a_page_that_contradicts_the_number_of_pages_is_a_changed_provider(has_next: bool, events: int) -> None:
    def contrary(page: dict[str, Any], _: int) -> dict[str, Any]:
        return page | {"pagination": page["pagination"] | {"hasNextPage": has_next}}

    with pytest.raises(ProviderChangedError, match="hasNextPage contradicts numPages"):
        Team(*[event()] * events, turned=contrary).read()


def test_a_key_without_access_to_events_is_told_in_cursors_words_which_setting_to_change() -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(403, json={"error": "Forbidden", "message": "Enterprise access required"})

    with pytest.raises(ProviderAuthError, match=r"403: Enterprise access required.*CURSOR_ADMIN_KEY"):
        provider(handler).read(ONE_DAY, now=NOW)
