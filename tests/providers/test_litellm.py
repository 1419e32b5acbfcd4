from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
import stamina

from bot.errors import NothingToReadError, ProviderAuthError, ProviderChangedError, SettingsError
from bot.facts.activity import ActivityKind
from bot.facts.charge import Basis, Charge
from bot.facts.periods import DAY, Period
from bot.facts.reason import NOT_GROUPED
from bot.facts.tokens import TokenKind
from bot.providers.litellm import LiteLLM
from tests.providers.replay import KEY, Replay, recording

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
MONDAY = date(2026, 11, 16)
SUPPORT, ANA, OLD = (letters * 32 for letters in ("a1", "b2", "c3"))
FIRST = recording("litellm", "providers_and_tags")
URL = "https://litellm.acme.example"

Handler = Callable[[httpx.Request], httpx.Response]


def provider(handler: Handler, **kwargs: str) -> LiteLLM:
    return LiteLLM(httpx.Client(transport=httpx.MockTransport(handler)), key=KEY, **{"base_url": URL, **kwargs})


def found(key: str | None, model: str | None, *, day: int = 16) -> dict[tuple[str | None, str | None], Charge]:
    """What is read of a key and a model in the first recording, by provider and workflow."""
    return {
        (one.tags.get("llm_provider"), one.tags.get("workflow")): one
        for one in Replay(FIRST).read().charges
        if (one.key, one.model, one.day.day) == (key, model, day)
    }


def amounts(
    charges: dict[tuple[str | None, str | None], Charge],
) -> dict[tuple[str | None, str | None], Decimal | None]:
    return {tags: one.billed_cost for tags, one in charges.items()}


def metrics(spend: float = 0.0, **counts: int) -> dict[str, Any]:
    return {"spend": spend, **counts}


def group(*keys: tuple[str, dict[str, Any]], whole: dict[str, Any] | None = None) -> dict[str, Any]:
    total = whole or metrics(sum(said["spend"] for _, said in keys))
    return {"metrics": total, "api_key_breakdown": {key: {"metrics": said} for key, said in keys}}


def answer(day: date, spend: float = 0.0, **breakdown: dict[str, Any]) -> dict[str, Any]:
    given = {"models": {}, "providers": {}, "api_keys": {}, "entities": {}} | breakdown
    result = {"date": day.isoformat(), "metrics": metrics(spend), "breakdown": given}
    return {"results": [result], "metadata": {"has_more": False}}


class Proxy:
    """Answers each question about users with `users`, one about tags with `tags`, and keeps what was asked."""

    def __init__(self, users: Any = None, tags: Any = None) -> None:
        self.users, self.tags = users, tags
        self.asked: list[httpx.QueryParams] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        empty = {"results": [], "metadata": {"has_more": False}}
        if "user_id" in request.url.params or request.url.path.startswith("/team"):
            return httpx.Response(200, json=empty)
        self.asked.append(request.url.params)
        body = self.users if request.url.path.startswith("/user") else self.tags
        return httpx.Response(200, json=body or empty)


def test_a_model_behind_two_providers_is_told_apart_to_what_each_has() -> None:
    astra = found(SUPPORT, "gpt-6-astra")
    assert amounts(astra) == {("openai", None): Decimal("1.1"), ("azure", None): Decimal("0.5")}
    openai = astra["openai", None]
    assert (openai.sub_account, openai.person, openai.line_item) == ("team-support", None, None)
    assert (openai.quantity, openai.unit, openai.currency) == (92000, "tokens", "USD")
    assert openai.id == f"litellm:2026-11-16:{SUPPORT}:gpt-6-astra:openai:"


def test_amounts_are_estimates_that_the_gateway_states_as_spent() -> None:
    """The noise of a float (0.1 + 0.2) is kept as it was said and is gone at the nano."""
    (charge,) = found(ANA, "gpt-6-astra").values()
    assert charge.basis is Basis.ESTIMATED
    assert charge.billed_cost == charge.effective_cost == Decimal("0.30000000000000004")
    assert charge.list_cost is None


def test_a_person_is_the_e_mail_of_the_keys_owner_else_the_gateways_own_id() -> None:
    (ana,) = found(ANA, "gpt-6-astra").values()
    (old,) = found(OLD, "gpt-6-astra").values()
    assert ana.person == "ana.silva@acme.example"
    assert old.person == "litellm:u-2"


def test_a_deleted_key_keeps_its_team_and_a_request_without_one_is_nobodys() -> None:
    (old,) = found(OLD, "gpt-6-astra").values()
    assert (old.sub_account, old.billed_cost) == ("team-sales", Decimal("0.07"))
    (nobody,) = found(None, "claude-sonnet-5-5").values()
    assert (nobody.sub_account, nobody.person, nobody.line_item) == (None, None, None)
    assert nobody.billed_cost == Decimal("0.05")
    assert "unattributed" in nobody.id


def test_tokens_that_cost_nothing_cost_an_unknown_amount() -> None:
    """AC-C8."""
    (own,) = found(ANA, "own-qwen").values()
    assert (own.billed_cost, own.effective_cost, own.basis) == (0, None, Basis.ESTIMATED)


def test_a_workflow_tag_has_what_was_tagged_and_the_rest_has_none() -> None:
    assert amounts(found(SUPPORT, "claude-sonnet-5-5")) == {
        ("bedrock", "refunds"): Decimal("0.2"),
        ("bedrock", None): Decimal("0.1"),
    }
    assert set(found(ANA, "gpt-6-astra")) == {("openai", "kb")}


def test_tags_that_sum_to_more_than_there_was_divide_nothing() -> None:
    """A request with two tags stands under both, and counts once."""
    assert amounts(found(SUPPORT, "gpt-6-astra", day=17)) == {("openai", None): Decimal("2.0")}


def test_cached_tokens_are_inside_the_prompt() -> None:
    """AC-A7."""
    metered = {(one.key, one.model, one.day.day): one for one in Replay(FIRST).read().metered}
    claude = metered[SUPPORT, "claude-sonnet-5-5", 16]
    assert claude.tokens == {
        TokenKind.INPUT: 15000, TokenKind.CACHE_READ: 10000, TokenKind.CACHE_WRITE: 5000, TokenKind.OUTPUT: 900
    }  # fmt: skip
    assert claude.input_tokens == 30000
    assert metered[SUPPORT, "gpt-6-astra", 16].requests == 60
    assert metered[ANA, "own-qwen", 16].person == "ana.silva@acme.example"


def test_counts_of_cached_tokens_that_cannot_be_inside_the_prompt_are_no_metering_and_the_money_stays() -> None:
    wrong = metrics(1.0, prompt_tokens=10, cache_read_input_tokens=20, api_requests=1)
    key = ("k", wrong)
    users = answer(MONDAY, 1.0, models={"m": group(key, whole=wrong)}, providers={"openai": group(key, whole=wrong)})
    reading = provider(Proxy(users)).read(Period(MONDAY, MONDAY + DAY), now=NOW)
    assert reading.metered == ()
    assert [one.billed_cost for one in reading.charges] == [1]


def test_requests_and_those_that_failed_are_counted_apart_from_money() -> None:
    activities = Replay(FIRST).read().activities or ()
    counts = {
        kind: sum(one.count for one in activities if one.kind is kind and one.day == MONDAY)
        for kind in (ActivityKind.REQUESTS, ActivityKind.REQUESTS_FAILED)
    }
    assert counts == {ActivityKind.REQUESTS: 93, ActivityKind.REQUESTS_FAILED: 4}
    assert len({one.id for one in activities}) == len(activities)
    only_failed = [one for one in activities if "d4d4" in one.id]
    assert [one.count for one in only_failed] == [3, 3]
    assert {one.person for one in only_failed} == {None}
    assert not any("d4d4" in one.id for one in Replay(FIRST).read().charges)


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


def test_what_keys_used_that_are_not_listed_is_stated_by_model_and_provider() -> None:
    """AC-C10: a list that was cut is an amount that is said, and its provider is known, so that it can be covered."""
    charges = Replay(recording("litellm", "keys_cut")).read().charges
    rest = {(one.model, one.tags.get("llm_provider")): one for one in charges if one.line_item == NOT_GROUPED}
    assert {where: one.billed_cost for where, one in rest.items()} == {
        ("gpt-6-astra", "openai"): Decimal("0.5"),
        ("gpt-6-astra", "azure"): Decimal("0.25"),
        ("claude-sonnet-5-5", "bedrock"): Decimal("0.125"),
    }
    assert all((one.key, one.sub_account, one.person) == (None, None, None) for one in rest.values())


def listing(*rows: tuple[str, str, str, float], keys: str) -> dict[str, Any]:
    """An answer of Monday about rows of key, model, provider and spend that lists these keys alone."""

    def spent(place: int, name: str, key: str = "") -> float:
        return sum(row[3] for row in rows if row[place] == name and key in {"", row[0]})

    def groups(place: int) -> dict[str, Any]:
        return {
            name: group(
                *[(key, metrics(spent(place, name, key))) for key in keys if spent(place, name, key)],
                whole=metrics(spent(place, name)),
            )
            for name in {row[place] for row in rows}
        }

    return answer(MONDAY, sum(row[3] for row in rows), models=groups(1), providers=groups(2))


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ("a", {("a", "azure"): 2, ("a", "openai"): 8, (None, "azure"): 32, (None, "openai"): 4}),
        ("ab", {("a", "azure"): 2, ("a", "openai"): 8, (None, "azure"): 32, (None, "openai"): 4}),
        ("b", {("a", None): 10, (None, None): 36}),
    ],
)
def test_keys_that_are_not_listed_have_the_providers_that_the_listed_ones_leave(
    listed: str, told: dict[tuple[str | None, str | None], int]
) -> None:
    """Of one model other keys may have spent most than of all models together."""
    rows = [("a", "m", "openai", 8.0), ("a", "m", "azure", 2.0), ("b", "m", "azure", 32.0), ("c", "m", "openai", 4.0)]
    others = [("a", "n", "bedrock", 64.0), ("c", "n", "bedrock", 1.0)]

    def handler(request: httpx.Request) -> httpx.Response:
        if "user_id" in request.url.params or not request.url.path.startswith("/user"):
            return httpx.Response(200, json={"results": [], "metadata": {"has_more": False}})
        model = request.url.params.get("model")
        asked = {"m": rows, "n": others}.get(model or "", rows + others)
        return httpx.Response(200, json=listing(*asked, keys=listed if model else "a"))

    charges = provider(handler).read(Period(MONDAY, MONDAY + DAY), now=NOW).charges
    of_m = {(one.key, one.tags.get("llm_provider")): one.billed_cost for one in charges if one.model == "m"}
    assert of_m == told
    of_n = {(one.key, one.tags.get("llm_provider")): one.billed_cost for one in charges if one.model == "n"}
    assert of_n == {("a", "bedrock"): 64, (None, "bedrock"): 1}
    assert sum(one.billed_cost or 0 for one in charges) == 111


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


def test_what_no_model_has_is_a_charge_of_its_own() -> None:
    key = ("k", metrics(1.0))
    reading = provider(Proxy(answer(MONDAY, 1.5, models={"m": group(key)}, providers={}))).read(
        Period(MONDAY, MONDAY + DAY), now=NOW
    )
    assert {one.line_item: one.billed_cost for one in reading.charges} == {None: 1, NOT_GROUPED: Decimal("0.5")}
    assert reading.control_total == Decimal("1.5")


def test_a_model_and_a_provider_that_nobody_wrote_down_are_not_known() -> None:
    key = ("k", metrics(1.0))
    users = answer(MONDAY, 1.0, models={"unknown-model": group(key)}, providers={"unknown": group(key)})
    (charge,) = provider(Proxy(users)).read(Period(MONDAY, MONDAY + DAY), now=NOW).charges
    assert (charge.model, dict(charge.tags)) == (None, {})


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
