from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
import stamina
from structlog.testing import capture_logs

from bot.errors import NothingToReadError, ProviderChangedError, ProviderUnavailableError
from bot.facts.charge import Basis, Charge
from bot.facts.metered import Dimension
from bot.facts.periods import DAY, Period
from bot.facts.reason import NOT_GROUPED
from bot.providers.base import Reading
from bot.providers.openrouter import OpenRouter
from tests.providers.replay import KEY, Replay, recording

NOW = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
MONDAY = date(2026, 11, 16)
ONE_DAY = Period(MONDAY, MONDAY + DAY)
Asked = Mapping[str, str]


@pytest.fixture(autouse=True)
def hasty() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


def row(usage: Any = 1, **said: Any) -> dict[str, Any]:
    whole = {
        "model": "anthropic/claude-sonnet-5.5",
        "model_permaslug": "anthropic/claude-sonnet-5.5-20260901",
        "endpoint_id": "ep-1",
        "provider_name": "Anthropic",
        "usage": usage,
        "byok_usage_inference": 0,
        "requests": 1,
        "prompt_tokens": 100,
        "completion_tokens": 10,
        "reasoning_tokens": 5,
        "cached_tokens": 50,
    }
    return whole | said


def key(name: str, used_at: str | None = "2026-11-19T10:00:00Z") -> dict[str, Any]:
    return {"hash": f"hash-{name}", "name": name, "last_used_at": used_at, "disabled": False}


class Server:
    """An organization with one workspace whose days all have these rows, by the key that is asked for."""

    def __init__(self, *whole: dict[str, Any], of_keys: Mapping[str, list[dict[str, Any]]] | None = None) -> None:
        self.whole = list(whole) or [row()]
        self.of_keys = dict(of_keys or {})
        self.keys: list[dict[str, Any]] = [key(name) for name in self.of_keys]
        self.ungrouped: list[dict[str, Any]] | None = None
        self.fails: Callable[[Asked], bool] = lambda _: False
        self.idle_on = ""
        self.asked: list[tuple[str, Asked]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, asked = request.url.path.removeprefix("/api/v1"), dict(request.url.params)
        self.asked.append((path, asked))
        if self.fails(asked):
            return httpx.Response(500)
        offset = int(asked.get("offset", 0))
        if path == "/activity":
            return httpx.Response(200, json={"data": [one | {"date": asked["date"]} for one in self.rows(asked)]})
        listed = self.keys[offset : offset + 3] if path == "/keys" else []
        return httpx.Response(200, json={"data": listed})

    def rows(self, asked: Asked) -> list[dict[str, Any]]:
        if asked["date"] == self.idle_on:
            return []
        if hash_ := asked.get("api_key_hash"):
            rows = self.of_keys[hash_.removeprefix("hash-")]
        else:
            rows = self.whole if self.ungrouped is None or "group_by" in asked else self.ungrouped
        return [one | ({"workspace_id": "ws"} if "group_by" in asked else {}) for one in rows]

    def read(self, window: Period = ONE_DAY, now: datetime = NOW) -> Reading:
        return OpenRouter(httpx.Client(transport=httpx.MockTransport(self)), key=KEY).read(window, now=now)

    def charges(self) -> list[Charge]:
        return list(self.read().charges)

    def days(self) -> list[str]:
        return sorted({asked["date"] for path, asked in self.asked if path == "/activity"})


def test_neither_today_nor_what_is_more_than_thirty_days_back_is_asked_for() -> None:
    """AC-C13: what is not kept any more is not read, and so stays missing."""
    server = Server()
    reading = server.read(Period(date(2026, 8, 1), date(2026, 12, 1)))
    assert reading.window == Period(date(2026, 10, 21), date(2026, 11, 20))
    assert server.days() == [day.isoformat() for day in reading.window.days()]
    assert len(server.days()) == 30
    with pytest.raises(NothingToReadError, match="not over"):
        server.read(Period(date(2026, 11, 20), date(2026, 11, 21)))
    with pytest.raises(NothingToReadError, match="from 2026-10-21 on"):
        server.read(Period(date(2026, 9, 1), date(2026, 10, 21)))


def test_a_day_that_fails_fails_the_whole_reading() -> None:
    """AC-C4."""
    server = Server()
    server.fails = lambda asked: asked.get("date") == "2026-11-18"
    with pytest.raises(ProviderUnavailableError):
        server.read(Period(MONDAY, date(2026, 11, 20)))


def test_a_charge_says_what_the_row_says() -> None:
    (charge,) = Server(row("1.4312"), of_keys={"copy": [row("1.4312")]}).charges()
    assert (charge.billed_cost, charge.effective_cost, charge.list_cost) == (Decimal("1.4312"), Decimal("1.4312"), None)
    assert (charge.sub_account, charge.key, charge.model) == ("ws", "hash-copy", "anthropic/claude-sonnet-5.5")
    assert (charge.quantity, charge.unit, charge.person, charge.currency) == (110, "tokens", None, "USD")
    assert (charge.basis, charge.tags) == (Basis.MEASURED, {"upstream": "Anthropic"})


def test_what_no_key_states_is_nobodys_and_both_together_are_the_whole() -> None:
    server = Server(row(5, prompt_tokens=900), of_keys={"copy": [row(1)], "drafts": [row(2)]})
    found = {charge.key: (charge.billed_cost, charge.quantity) for charge in server.charges()}
    assert found == {"hash-copy": (1, 110), "hash-drafts": (2, 110), None: (2, 690)}


def test_what_the_keys_state_beyond_the_whole_is_taken_back_in_sight() -> None:
    server = Server(row(5), of_keys={"copy": [row(6), row(1, model="other")]})
    found = {(charge.key, charge.model): charge.billed_cost for charge in server.charges()}
    sonnet = "anthropic/claude-sonnet-5.5"
    assert found == {("hash-copy", sonnet): 6, ("hash-copy", "other"): 1, (None, sonnet): -1, (None, "other"): -1}
    assert server.read().control_total == 5


def test_what_binary_fractions_lose_is_no_charge() -> None:
    reading = Replay(recording("openrouter", "keys_and_the_chat")).read()
    brand = [charge for charge in reading.charges if charge.day == MONDAY and charge.sub_account == "ws_brand"]
    assert {charge.key for charge in brand} == {"h_copy", "h_old"}


def test_a_key_is_asked_for_on_the_days_up_to_its_last_use_alone() -> None:
    server = Server(of_keys={"copy": [row()], "old": [], "spare": []})
    server.keys = [key("copy"), key("old", "2026-11-17T23:59:59.999Z"), key("spare", None)]
    server.read(Period(MONDAY, date(2026, 11, 20)))
    asked = [(one["api_key_hash"], one["date"]) for _, one in server.asked if "api_key_hash" in one]
    assert [day for name, day in asked if name == "hash-old"] == ["2026-11-16", "2026-11-17"]
    assert len([day for name, day in asked if name == "hash-copy"]) == 4
    assert "hash-spare" not in {name for name, _ in asked}


def test_with_more_than_twenty_keys_in_use_none_is_told_apart_and_no_money_is_lost() -> None:
    server = Server(row(5), of_keys={f"k{number:02}": [row(1)] for number in range(21)})
    reading = server.read()
    assert [(charge.key, charge.billed_cost) for charge in reading.charges] == [(None, 5)]
    assert reading.billed_by == {Dimension.SUB_ACCOUNT, Dimension.MODEL}
    server.keys = [*server.keys[1:], key("k00", "2026-11-15T23:00:00Z"), key("never", None)]
    reading = server.read()
    assert len([charge for charge in reading.charges if charge.key]) == 20
    assert Dimension.KEY in reading.billed_by
    assert sum(charge.billed_cost or 0 for charge in reading.charges) == reading.control_total == 5


def test_all_keys_of_every_workspace_are_listed_disabled_and_expired_ones_too() -> None:
    server = Server(of_keys={f"k{number}": [] for number in range(7)})
    reading = server.read()
    lists = [asked for path, asked in server.asked if path == "/keys"]
    assert all(one["include_disabled"] == one["include_expired"] == "true" for one in lists)
    assert [(one["workspace_id"], one.get("offset")) for one in lists] == [("ws", o) for o in (None, "3", "6", "7")]
    assert len(reading.names) == 7


def test_a_key_of_ones_own_is_said_beside_and_never_added() -> None:
    """AC-B5: it stands on the bill of the provider behind."""
    server = Server(row("0.05", byok_usage_inference="1.2"))
    beside, counted = sorted(server.charges(), key=lambda charge: charge.additive)
    assert (counted.additive, counted.billed_cost, counted.effective_cost) == (True, Decimal("0.05"), Decimal("0.05"))
    assert (beside.additive, beside.billed_cost, beside.effective_cost) == (False, None, Decimal("1.2"))
    assert (beside.basis, beside.line_item) == (Basis.ESTIMATED, "byok_usage_inference")
    assert server.read().control_total == Decimal("0.05")


@pytest.mark.parametrize(
    ("said", "is_believed"),
    [
        ({}, False),
        ({"model": "deepseek/deepseek-v4:free"}, True),
        ({"model": "openrouter/sonoma-alpha"}, True),
        ({"byok_usage_inference": 1}, True),
        ({"prompt_tokens": 0, "completion_tokens": 0}, True),
    ],
)
def test_tokens_that_cost_nothing_are_believed_only_where_that_may_be(said: dict[str, Any], is_believed: bool) -> None:
    """AC-C8."""
    charge = next(charge for charge in Server(row(0, **said)).charges() if charge.additive)
    expected = (0, Basis.MEASURED) if is_believed else (None, Basis.ESTIMATED)
    assert (charge.billed_cost, charge.basis) == expected
    assert charge.effective_cost == charge.billed_cost


def test_rows_alike_in_all_that_is_told_are_one() -> None:
    (charge,) = Server(row("0.1"), row("0.2")).charges()
    assert (charge.billed_cost, charge.quantity) == (Decimal("0.3"), 220)


def test_the_same_model_of_two_providers_behind_is_two() -> None:
    found = Server(row(1), row(2, provider_name="Amazon Bedrock", endpoint_id="ep-2")).charges()
    assert {charge.tags["upstream"]: charge.billed_cost for charge in found} == {"Anthropic": 1, "Amazon Bedrock": 2}


def test_what_the_grouped_day_lacks_is_a_charge_of_its_own() -> None:
    """AC-C10."""
    server = Server(row(1))
    server.ungrouped = [row("1.25")]
    (gap,) = [charge for charge in server.charges() if charge.line_item == NOT_GROUPED]
    assert (gap.day, gap.billed_cost, gap.sub_account) == (MONDAY, Decimal("0.25"), None)


def test_a_day_without_use_has_no_charge_and_asks_for_no_key() -> None:
    server = Server(of_keys={"copy": [row()]})
    server.whole = []
    reading = server.read()
    assert (reading.charges, reading.control_total) == ((), 0)
    assert not any(path == "/keys" or "api_key_hash" in asked for path, asked in server.asked)
    busy = Server(of_keys={"copy": [row()]})
    busy.idle_on = "2026-11-17"
    assert [charge.day for charge in busy.read(Period(MONDAY, MONDAY + 2 * DAY)).charges] == [MONDAY]
    assert [asked["date"] for _, asked in busy.asked if "api_key_hash" in asked] == ["2026-11-16"]


@pytest.mark.parametrize("said", ["2026-11-17", "2026-11-17 00:00:00", "16 November"])
def test_a_row_of_another_day_is_a_changed_provider(said: str) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": [row(date=said)]})

    provider = OpenRouter(httpx.Client(transport=httpx.MockTransport(handler)), key=KEY)
    with pytest.raises(ProviderChangedError, match="date is not the day"):
        provider.read(ONE_DAY, now=NOW)


def test_a_row_may_say_the_instant_at_which_its_day_begins() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        rows = [row(date="2026-11-16 00:00:00")] if request.url.path.endswith("/activity") else []
        return httpx.Response(200, json={"data": rows})

    provider = OpenRouter(httpx.Client(transport=httpx.MockTransport(handler)), key=KEY)
    assert provider.read(ONE_DAY, now=NOW).control_total == 1


def test_workspaces_that_may_not_be_listed_lose_their_names_alone() -> None:
    with capture_logs() as logged:
        reading = Replay(recording("openrouter", "control_gap")).read()
    assert [entry["path"] for entry in logged] == ["/workspaces"]
    assert sum(charge.billed_cost or 0 for charge in reading.charges) == Decimal("0.75")


def test_a_workspace_that_has_no_id_is_asked_for_as_the_default_one() -> None:
    replay = Replay(recording("openrouter", "control_gap"))
    reading = replay.read()
    (lists,) = [request.url.params for request in replay.asked if request.url.path.endswith("/keys")]
    assert "workspace_id" not in lists
    assert {charge.sub_account for charge in reading.charges} == {None}


@pytest.mark.parametrize(("usage", "known"), [(1, True), (0, False)])
def test_tokens_that_cannot_be_read_are_not_known_and_the_money_is(usage: int, known: bool) -> None:
    """What costs nothing is not believed: there may have been tokens."""
    with capture_logs() as logged:
        (charge,) = Server(row(usage, prompt_tokens="?")).read().charges
    assert (charge.billed_cost, charge.quantity, charge.unit) == (usage if known else None, None, None)
    assert any("prompt_tokens is not" in one["reason"] for one in logged if one["event"] == "count not read")
