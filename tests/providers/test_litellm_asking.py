from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest
import stamina

from bot.errors import NothingToReadError, ProviderAuthError, ProviderChangedError, SettingsError
from bot.facts.periods import DAY, Period
from tests.providers.litellm_proxy import (
    FIRST,
    MONDAY,
    NOW,
    SUPPORT,
    URL,
    Proxy,
    answer,
    group,
    metrics,
    provider,
)
from tests.providers.replay import Replay, recording


def test_a_day_that_is_cut_across_two_pages_is_whole() -> None:
    """AC-C3."""
    older = recording("litellm", "older_pages")
    reading = Replay(older).read()
    first_page, total = older.expected("first_page"), older.expected("billed_cost")
    assert (first_page, total) == (Decimal("0.75"), Decimal("4.875"))
    by_day = {day: sum(one.billed_cost or 0 for one in reading.charges if one.day.day == day) for day in (16, 17)}
    assert by_day == {16: 4, 17: Decimal("0.875")}


def test_a_version_without_a_view_of_tags_or_without_its_sums_is_read_all_the_same() -> None:
    key = ("k", metrics(1.0))
    users = answer(MONDAY, 1.0, models={"m": group(key)}, providers={"openai": group(key)})
    tags = answer(MONDAY, 1.0, models={"m": group(key)}, entities={"workflow:refunds": group(key)})
    for in_pages, told in ((None, {}), (tags, {"workflow": "refunds"})):
        proxy = Proxy(users)

        def handler(request: httpx.Request, proxy: Proxy = proxy, in_pages: Any = in_pages) -> httpx.Response:
            if request.url.path.startswith("/tag"):
                is_there = in_pages is not None and not request.url.path.endswith("aggregated")
                return httpx.Response(200, json=in_pages) if is_there else httpx.Response(404)
            return proxy(request)

        (charge,) = provider(handler).read(Period(MONDAY, MONDAY + DAY), now=NOW).charges
        assert dict(charge.tags) == {"llm_provider": "openai", **told}
        assert all("api_key_limit" in asked for asked in proxy.asked)


def test_a_page_that_promises_more_and_has_no_rows_is_a_changed_provider_and_no_endless_reading() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("aggregated"):
            return httpx.Response(404, json={"detail": "Not Found"})
        return httpx.Response(200, json={"results": [], "metadata": {"has_more": "user_id" not in request.url.params}})

    with pytest.raises(ProviderChangedError, match="has_more promises more"):
        provider(handler).read(Period(MONDAY, MONDAY + DAY), now=NOW)


def test_what_two_questions_say_differently_is_left_whole_and_without_the_tag() -> None:
    """A day that is running has grown between them: the next reading knows better."""
    key, more = ("k", metrics(1.0, api_requests=1)), ("k", metrics(0.5, api_requests=1))
    users = answer(MONDAY, 1.0, models={"m": group(key)}, providers={"openai": group(key), "azure": group(more)})
    proxy = Proxy(users)
    (charge,) = provider(proxy).read(Period(MONDAY, MONDAY + DAY), now=NOW).charges
    assert (charge.billed_cost, dict(charge.tags)) == (1, {})
    assert [asked.get("model") for asked in proxy.asked] == [None, None, "m"]


def test_a_key_with_one_provider_and_no_tag_is_asked_about_once() -> None:
    key = ("k", metrics(1.0))
    proxy = Proxy(answer(MONDAY, 1.0, models={"m": group(key)}, providers={"openai": group(key)}))
    reading = provider(proxy).read(Period(MONDAY, MONDAY + DAY), now=NOW)
    assert [dict(one.tags) for one in reading.charges] == [{"llm_provider": "openai"}]
    assert len(proxy.asked) == 2


def test_a_key_that_is_no_admins_is_refused_though_it_would_be_answered_with_a_part() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if "user_id" in request.url.params:
            said = {"detail": {"error": "Non-admin users can only view their own spend data."}}
            return httpx.Response(403, json=said)
        raise AssertionError("a part was asked for")

    with pytest.raises(ProviderAuthError, match="Non-admin users can only view their own spend data"):
        provider(handler).read(Period(MONDAY, MONDAY + DAY), now=NOW)


def test_weeks_are_asked_for_with_both_days_in_and_nothing_of_days_to_come() -> None:
    proxy = Proxy()
    reading = provider(proxy).read(Period(date(2026, 11, 9), date(2027, 1, 1)), now=NOW)
    days = [(asked["start_date"], asked["end_date"]) for asked in proxy.asked]
    assert days == 2 * [("2026-11-09", "2026-11-15")] + 2 * [("2026-11-16", "2026-11-20")]
    assert (reading.window.end, reading.control_total) == (date(2026, 11, 21), 0)
    with pytest.raises(NothingToReadError, match="days to come"):
        provider(proxy).read(Period(date(2026, 11, 21), date(2027, 1, 1)), now=NOW)


def test_a_day_that_was_not_asked_for_is_left_out_and_one_that_is_none_is_named() -> None:
    key = ("k", metrics(1.0))
    other = answer(MONDAY - DAY, 1.0, models={"m": group(key)}, providers={"openai": group(key)})
    assert provider(Proxy(other)).read(Period(MONDAY, MONDAY + DAY), now=NOW).charges == ()
    wrong = answer(MONDAY)
    wrong["results"][0]["date"] = "16 Nov"
    with pytest.raises(ProviderChangedError, match=r"results\[0\]\.date is not a day"):
        provider(Proxy(wrong)).read(Period(MONDAY, MONDAY + DAY), now=NOW)


def test_names_are_those_of_keys_and_of_teams_and_a_refused_list_of_teams_loses_only_its_own() -> None:
    names = Replay(FIRST).read().names
    assert names["key", SUPPORT] == "support-bot"
    assert names["sub_account", "team-support"] == "Support"
    last = len(FIRST.exchanges) - 1
    with stamina.set_testing(True):
        reading = Replay(FIRST, {last: lambda _: httpx.Response(429)}).read()
    assert sorted(kind for kind, _ in reading.names) == ["key", "key", "key"]
    assert reading.charges == Replay(FIRST).read().charges


@pytest.mark.parametrize("base_url", [URL, f"{URL}/", f"{URL}/v1", f"{URL}/v1/"])
def test_an_address_is_the_same_with_a_slash_and_as_clients_of_models_write_it(base_url: str) -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url.copy_with(query=None)))
        return httpx.Response(200, json={"results": []})

    provider(handler, base_url=base_url).probe(now=NOW)
    assert asked == [f"{URL}/user/daily/activity/aggregated"]


def test_without_an_address_nothing_is_asked_of_anybody() -> None:
    with pytest.raises(SettingsError, match="LITELLM_BASE_URL is not set"):
        provider(Proxy(), base_url="")
