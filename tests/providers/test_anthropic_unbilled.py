"""What Anthropic counts as used: where it is the same as the bill, and where nobody billed it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.facts.charge import Basis, Charge
from bot.facts.metered import Dimension
from bot.facts.periods import Period
from bot.facts.reason import NOT_BILLED, REASON
from bot.facts.tokens import TokenKind
from bot.ledger.metering import weigh
from bot.ledger.pricing import Prices
from bot.ledger.split import split
from bot.providers.anthropic import Anthropic
from bot.providers.base import Reading
from tests.factories import no_pseudonym
from tests.providers.replay import KEY, Replay, recording

DAY = Period(date(2026, 11, 20), date(2026, 11, 21))
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
BOUNDS = {"starting_at": "2026-11-20T00:00:00Z", "ending_at": "2026-11-21T00:00:00Z"}
ANA = {"type": "user_actor", "user_id": "user_01AB", "email_address": "ana@example.com", "deleted": False}
GROUP = {"actor": ANA, "api_key_id": None, "workspace_id": "wrkspc_01XY", "model": "claude-opus-5-5"}


def a_cost(amount: str, list_amount: str | None = None, **group: Any) -> dict[str, Any]:
    kinds = {"cost_type": "tokens", "token_type": "output_tokens"}
    cost = {"amount": amount, "list_amount": list_amount or amount, "currency": "USD"}
    return {**BOUNDS, "group": {**GROUP, **kinds, **group}, "cost": cost}


def a_use(output: int = 0, uncached: int = 0, requests: int | None = 2, **group: Any) -> dict[str, Any]:
    usage = {
        "uncached_input_tokens": uncached,
        "cache_read_input_tokens": 7,
        "cache_creation": {"ephemeral_5m_input_tokens": 5, "ephemeral_1h_input_tokens": 1},
        "output_tokens": output,
        "server_tool_use": {"web_search_requests": 3},
        "total_tokens": uncached + output + 13,
        "requests": requests,
    }
    return {**BOUNDS, "group": {**GROUP, **group}, "usage": usage}


def read(costs: list[dict[str, Any]], uses: list[dict[str, Any]] | int) -> Reading:
    """What comes of these rows; of a number, usage is refused with it."""
    total = {"amount": str(sum(Decimal(row["cost"]["amount"]) for row in costs)), "currency": "USD"}

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/analytics/usage"):
            if isinstance(uses, int):
                return httpx.Response(uses, json={"error": {"message": "not for this key"}})
            return httpx.Response(200, json={"data": uses, "has_more": False, "next_page": None})
        if not request.url.path.endswith("/analytics/cost"):
            return httpx.Response(404)
        rows = costs if request.url.params.get("group_by[]") else [{**BOUNDS, "group": {}, "cost": total}]
        return httpx.Response(200, json={"data": rows, "has_more": False, "next_page": None})

    return Anthropic(httpx.Client(transport=httpx.MockTransport(handler)), key=KEY).read(DAY, now=NOW)


def unbilled(reading: Reading) -> list[Charge]:
    return [charge for charge in reading.charges if charge.effective_cost is None or charge.basis is not Basis.MEASURED]


def test_cached_tokens_stand_beside_the_uncached_ones() -> None:
    """AC-A7: a prompt that held the cached tokens would count them twice."""
    (metered,) = read([a_cost("50")], [a_use(output=400, uncached=30)]).metered
    assert metered.tokens == {
        TokenKind.CACHE_READ: 7,
        TokenKind.CACHE_WRITE_1H: 1,
        TokenKind.CACHE_WRITE: 5,
        TokenKind.INPUT: 30,
        TokenKind.OUTPUT: 400,
    }
    assert sum(metered.tokens.values()) == 443
    assert (metered.requests, metered.sub_account, metered.key) == (2, "wrkspc_01XY", None)
    assert (metered.person, metered.terms) == ("ana@example.com", {})


def test_a_batch_is_metered_under_the_terms_of_one() -> None:
    (metered,) = read([], [a_use(output=400, product="message_batches_api")]).metered
    assert metered.terms == {"processing": "batch"}


def test_requests_that_nobody_counted_are_unknown() -> None:
    (metered,) = read([], [a_use(output=400, requests=None)]).metered
    assert metered.requests is None


@pytest.mark.parametrize("name", ["two_chunks", "restated_before", "claude_in_slack", "claude_code"])
def test_metering_changes_nothing_where_the_bill_tells_as_much(name: str) -> None:
    reading = Replay(recording("anthropic", name)).read()
    assert reading.metered
    assert reading.billed_by == frozenset(Dimension)
    weighed = weigh(reading.metered, Prices())
    assert split(reading.charges, weighed, billed_by=reading.billed_by, pseudonym=no_pseudonym) == reading.charges


@pytest.mark.parametrize("status", [400, 403, 404])
def test_refused_usage_costs_nothing_but_itself_and_is_in_the_log(status: int) -> None:
    with capture_logs() as logged:
        reading = read([a_cost("50")], status)
    assert (reading.metered, len(reading.charges)) == ((), 1)
    assert any(one["event"] == "usage not read" and str(status) in one["reason"] for one in logged)


def test_tokens_that_cost_nothing_are_not_measured_to_be_free() -> None:
    """AC-C8."""
    reading = read([a_cost("0"), a_cost("50", model="claude-haiku-5-5")], [a_use(output=400)])
    (free,) = unbilled(reading)
    assert (free.model, free.billed_cost, free.effective_cost) == ("claude-opus-5-5", 0, None)
    assert (free.basis, free.tags[REASON]) == (Basis.ESTIMATED, NOT_BILLED)


def test_what_a_discount_took_is_measured_and_so_is_what_costs_nothing_and_was_not_used() -> None:
    """A discount of all of it is stated; a kind without tokens, and what is no tokens, was not used."""
    discounted = a_cost("0", "900")
    other_kind = a_cost("0", token_type="uncached_input_tokens")
    runs = a_cost("0", cost_type="code_execution", token_type=None, model=None)
    reading = read([discounted, other_kind, runs], [a_use(output=400)])
    assert unbilled(reading) == []
    assert {charge.effective_cost for charge in reading.charges} == {0}


def test_use_without_any_cost_is_a_charge_that_is_not_known() -> None:
    """AC-C8: a console organization bills by the token, so that nobody knows why this was not."""
    reading = read([a_cost("50")], [a_use(output=400), a_use(output=87, api_key_id="apikey_02Sk"), a_use(output=3)])
    (unknown,) = unbilled(reading)
    assert (unknown.key, unknown.person, unknown.quantity, unknown.unit) == (
        "apikey_02Sk",
        "ana@example.com",
        100,
        "tokens",
    )
    assert (unknown.billed_cost, unknown.effective_cost, unknown.tags[REASON]) == (0, None, NOT_BILLED)
    assert reading.control_total == Decimal("0.5")


@pytest.mark.parametrize(
    "later", [{"email_address": "ana.silva@example.com"}, {"email_address": None, "deleted": True}]
)
def test_use_of_somebody_whose_account_changed_meanwhile_is_in_the_cost_and_not_estimated_too(later: Any) -> None:
    reading = read([a_cost("50")], [a_use(output=400, actor=ANA | later)])
    assert (unbilled(reading), [one.effective_cost for one in reading.charges]) == ([], [Decimal("0.5")])


def test_use_of_a_seat_is_included_in_it() -> None:
    """AC-D1: Claude Enterprise states what goes beyond its seats, and tokens inside of them are no money."""
    (seat,) = unbilled(read([a_cost("50")], [a_use(output=400), a_use(output=9, workspace_id=None, product="chat")]))
    assert (seat.basis, seat.billed_cost, seat.effective_cost, seat.list_cost) == (Basis.INCLUDED, 0, 0, None)
    assert (seat.line_item, REASON in seat.tags) == ("chat", False)


def test_use_without_tokens_is_nothing() -> None:
    empty = a_use(model=None, product=None)
    empty["usage"] |= {"cache_read_input_tokens": 0, "total_tokens": 0}
    empty["usage"]["cache_creation"] = dict.fromkeys(empty["usage"]["cache_creation"], 0)
    reading = read([a_cost("50")], [a_use(output=400), empty])
    assert len(reading.metered) == len(reading.charges) == 1
