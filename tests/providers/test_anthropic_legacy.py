"""An organization without analytics: the older reports, which bill by workspace and model and meter by key."""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest
from structlog.testing import capture_logs

from bot.errors import ProviderAuthError, ProviderChangedError, ProviderError, ProviderUnavailableError
from bot.facts.charge import Basis, Charge
from bot.facts.metered import Dimension
from bot.facts.reason import COMMITTED, NOT_BILLED, NOT_METERED, REASON
from bot.ledger.metering import weigh
from bot.ledger.pricing import Prices
from bot.ledger.split import split
from bot.providers.anthropic import Anthropic
from bot.providers.base import Reading
from tests.factories import no_pseudonym
from tests.providers.replay import KEY, Replay, recording
from tests.providers.test_contract import answer

OLDER = recording("anthropic", "older_reports")
ANALYTICS, COSTS, MORE_COSTS, CONTROL, USAGE = 0, 2, 3, 4, 5
WORKSPACE = "wrkspc_01XY"


def divided(reading: Reading) -> tuple[Charge, ...]:
    weighed = weigh(reading.metered, Prices())
    return split(reading.charges, weighed, billed_by=reading.billed_by, pseudonym=no_pseudonym)


def by_key(charges: tuple[Charge, ...], line_item: str) -> dict[str | None, Decimal | None]:
    return {charge.key: charge.billed_cost for charge in charges if charge.line_item == line_item}


def test_the_bill_is_of_workspaces_and_models_in_dollars_and_the_default_workspace_is_none() -> None:
    reading = Replay(OLDER).read()
    billed = {
        (charge.sub_account, charge.line_item): charge.billed_cost for charge in reading.charges if charge.billed_cost
    }
    assert billed == {
        (WORKSPACE, "Claude Opus 5.5 Usage - Input Tokens"): Decimal("1.2375"),
        (WORKSPACE, "Claude Opus 5.5 Usage - Output Tokens"): Decimal("1.6"),
        (WORKSPACE, "Claude Opus 5.5 Usage - Output Tokens (> 200k)"): Decimal("0.4"),
        (WORKSPACE, "Claude Opus 5.5 Usage - Output Tokens, Batch"): Decimal("0.5"),
        (WORKSPACE, "Web Search Usage"): Decimal("0.1"),
        (None, "Claude Opus 5.5 Usage - Output Tokens"): Decimal("0.4"),
    }
    assert reading.billed_by == {Dimension.SUB_ACCOUNT, Dimension.MODEL}


def test_every_line_is_divided_among_the_keys_whose_tokens_it_is_for_and_sums_to_it() -> None:
    """AC-E12; each by use in its own service tier and size of request, and nothing is the Priority Tier's."""
    charges = divided(Replay(OLDER).read())
    assert by_key(charges, "Claude Opus 5.5 Usage - Input Tokens") == {
        "apikey_01Rj": Decimal("0.928125"),
        "apikey_02Sk": Decimal("0.309375"),
        None: 0,
    }
    assert by_key(charges, "Claude Opus 5.5 Usage - Output Tokens") == {
        "apikey_01Rj": Decimal("1.28"),
        "apikey_02Sk": Decimal("0.32"),
        None: Decimal("0.4"),
    }
    for line_item, billed in (("Output Tokens (> 200k)", "0.4"), ("Output Tokens, Batch", "0.5")):
        assert by_key(charges, f"Claude Opus 5.5 Usage - {line_item}") == {"apikey_02Sk": Decimal(billed)}
    assert {charge.basis for charge in charges if charge.key == "apikey_01Rj"} == {Basis.ALLOCATED}
    assert sum(charge.billed_cost or 0 for charge in charges) == Decimal("4.2375")


def test_what_is_no_tokens_is_in_no_metering_and_stays_whole() -> None:
    (search,) = [charge for charge in divided(Replay(OLDER).read()) if charge.token_type == "web_search"]
    assert (search.key, search.billed_cost, search.tags[REASON]) == (None, Decimal("0.1"), NOT_METERED)


def test_the_workbench_is_a_piece_of_its_own_without_a_key() -> None:
    charges = divided(Replay(OLDER).read())
    assert [c.billed_cost for c in charges if c.sub_account is None and c.key is None and c.billed_cost] == [
        Decimal("0.4")
    ]


def test_a_priority_tier_is_included_in_what_was_paid_ahead_and_costs_nobody_more() -> None:
    charges = divided(Replay(OLDER).read())
    (tier,) = [charge for charge in charges if charge.basis is Basis.INCLUDED]
    assert (tier.key, tier.model, tier.quantity, tier.unit) == ("apikey_03Tl", "claude-opus-5-5", 990_000, "tokens")
    assert (tier.billed_cost, tier.effective_cost, tier.tags[REASON]) == (0, 0, COMMITTED)
    assert [charge for charge in charges if charge.key == "apikey_03Tl"] == [tier]


def test_tokens_that_cost_nothing_are_not_measured_to_be_free_and_runs_of_code_may_be() -> None:
    """AC-C8."""
    charges = Replay(OLDER).read().charges
    free = [charge for charge in charges if charge.billed_cost == 0 and charge.basis is not Basis.INCLUDED]
    known = {charge.token_type: (charge.effective_cost, charge.tags.get(REASON)) for charge in free}
    assert known == {"code_execution": (0, None), "uncached_input_tokens": (None, NOT_BILLED)}


def test_use_of_which_the_bill_has_no_line_is_a_charge_that_is_left_to_be_estimated() -> None:
    """AC-C8: blocked requests are metered and not billed."""
    said = copy.deepcopy(dict(OLDER.said))
    said["exchanges"][MORE_COSTS]["response"]["body"]["data"][0]["results"] = []
    (left,) = [c for c in Replay(replace(OLDER, said=said)).read().charges if c.line_item == "unbilled"]
    assert (left.sub_account, left.model, left.quantity, left.billed_cost) == (None, "claude-opus-5-5", 16_500, 0)
    assert (left.effective_cost, left.basis, left.tags[REASON]) == (None, Basis.ESTIMATED, NOT_BILLED)


def test_that_the_older_reports_are_read_is_in_the_log_with_the_reason() -> None:
    with capture_logs() as logged:
        Replay(OLDER).read()
    (said,) = [entry for entry in logged if entry["event"] == "analytics not offered, older reports read"]
    assert said["log_level"] == "warning"
    assert "404: Not found" in said["reason"]
    assert KEY not in str(said)


@pytest.mark.parametrize(
    ("status", "error"), [(401, ProviderAuthError), (403, ProviderAuthError), (500, ProviderUnavailableError)]
)
def test_a_key_that_is_refused_and_an_outage_are_not_taken_for_an_organization_without_analytics(
    status: int, error: type[ProviderError]
) -> None:
    replay = Replay(OLDER, {ANALYTICS: answer(status)})
    with pytest.raises(error):
        replay.read()
    assert {request.url.path for request in replay.asked} == {"/v1/organizations/analytics/cost"}


def test_refused_usage_loses_the_keys_and_no_cost() -> None:
    reading = Replay(OLDER, {USAGE: answer(403)}).read()
    assert (reading.metered, reading.control_total) == ((), Decimal("4.2375"))
    assert sum(charge.billed_cost or 0 for charge in reading.charges) == Decimal("4.2375")


@pytest.mark.parametrize("number", [COSTS, MORE_COSTS])
def test_a_bucket_of_another_shape_is_a_changed_provider(number: int) -> None:
    for wrong, field in (({"starting_at": "2026-11-18T06:00:00Z"}, "starting_at"), ({"results": None}, "results")):
        bucket = {**OLDER.exchanges[number]["response"]["body"]["data"][0], **wrong}
        body = {"data": [bucket], "has_more": False, "next_page": None}
        with pytest.raises(ProviderChangedError, match=field):
            Replay(OLDER, {number: answer(200, body)}).read()


@pytest.mark.parametrize("field", ["cache_creation", "output_tokens"])
def test_usage_of_another_shape_is_not_read_and_loses_no_cost(field: str) -> None:
    """The bill stays whole: divided by a part of the usage, others would pay for what was not read."""
    body = copy.deepcopy(OLDER.exchanges[USAGE]["response"]["body"])
    next(bucket for bucket in body["data"] if bucket["results"])["results"][0][field] = "?"
    with capture_logs() as logged:
        reading = Replay(OLDER, {USAGE: answer(200, body)}).read()
    assert (reading.metered, reading.control_total) == ((), Decimal("4.2375"))
    assert [field in one["reason"] for one in logged if one["event"] == "usage not read"] == [True]


def test_a_probe_asks_the_reports_that_a_reading_would() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(404 if "analytics" in request.url.path else 200, json={})

    Anthropic(httpx.Client(transport=httpx.MockTransport(handler)), key=KEY).probe(now=OLDER.now)
    assert asked == ["/v1/organizations/analytics/cost", "/v1/organizations/cost_report"]
