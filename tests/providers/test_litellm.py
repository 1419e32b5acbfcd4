from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.facts.activity import ActivityKind
from bot.facts.charge import Basis, Charge
from bot.facts.periods import DAY, Period
from bot.facts.reason import NOT_GROUPED
from bot.facts.tokens import TokenKind
from tests.providers.litellm_proxy import (
    ANA,
    FIRST,
    MONDAY,
    NOW,
    OLD,
    SUPPORT,
    Proxy,
    answer,
    group,
    metrics,
    provider,
)
from tests.providers.replay import Replay, recording


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


def test_what_no_model_has_is_a_charge_of_its_own() -> None:
    key = ("k", metrics(1.0))
    reading = provider(Proxy(answer(MONDAY, 1.5, models={"m": group(key)}, providers={}))).read(
        Period(MONDAY, MONDAY + DAY), now=NOW
    )
    assert {one.line_item: one.billed_cost for one in reading.charges} == {None: 1, NOT_GROUPED: Decimal("0.5")}
    assert reading.control_total == Decimal("1.5")
    assert {one.basis for one in reading.charges} == {Basis.ESTIMATED}


def test_a_model_and_a_provider_that_nobody_wrote_down_are_not_known() -> None:
    key = ("k", metrics(1.0))
    users = answer(MONDAY, 1.0, models={"unknown-model": group(key)}, providers={"unknown": group(key)})
    (charge,) = provider(Proxy(users)).read(Period(MONDAY, MONDAY + DAY), now=NOW).charges
    assert (charge.model, dict(charge.tags)) == (None, {})


def test_counts_that_cannot_be_read_are_not_known_and_the_money_is() -> None:
    """Neither is told what others used, which would be taken for all."""
    odd = metrics(2.0, prompt_tokens=3) | {"api_requests": "?"}
    models = {"gpt-6-astra": group((SUPPORT, odd), (ANA, metrics(1.0, prompt_tokens=7, api_requests=1)))}
    with capture_logs() as logged:
        reading = provider(Proxy(answer(MONDAY, 3.0, models=models))).read(Period(MONDAY, MONDAY + DAY), now=NOW)
    assert {one.key: (one.billed_cost, one.effective_cost, one.quantity) for one in reading.charges} == {
        SUPPORT: (2, 2, None),
        ANA: (1, 1, 7),
    }
    assert (reading.activities, reading.metered) == (None, ())
    assert ["api_requests is not" in one["reason"] for one in logged if one["event"] == "count not read"] == [True]
