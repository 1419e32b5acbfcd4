from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from genai_prices import Usage, calc_price, data_snapshot
from genai_prices.types import ClauseEquals, ModelInfo, ModelPrice, Provider, Tier, TieredPrices
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.periods import midnight
from bot.facts.tokens import TokenKind, cached_apart, cached_inside
from bot.ledger.pricing import Priced, Prices, PriceSource, Rate, contracted_cost, list_cost
from tests.factories import DAY, a_use
from tests.ledger.prices import a_list, amount, price, reason

LIST = Prices()
READ, WRITE, INPUT, OUTPUT = TokenKind.CACHE_READ, TokenKind.CACHE_WRITE, TokenKind.INPUT, TokenKind.OUTPUT
MILLION = 1_000_000


# --- the figures of users ---------------------------------------------------------------------------------------------


def test_tokens_written_to_the_cache_are_charged_once() -> None:
    """AC-A1: litellm#9812 said 0.0913."""
    tokens = cached_apart(uncached=3, output=550, parts={WRITE: 12_304, READ: 0})
    cost = amount(list_cost(a_use("claude-3-7-sonnet-20250219", tokens, "anthropic"), LIST))
    assert cost == Decimal("0.054399")


def test_cached_tokens_inside_the_prompt_are_charged_at_their_own_price_alone() -> None:
    """AC-A2: litellm#14849 said 0.7642. The user's sum takes 1.25, 0.625 and 10 for a million, which no list has any
    more, so they stand here as agreed prices; the present list, whose price steps up above 200,000, has other ones.
    """
    tokens = cached_inside(prompt=262_960, output=1_744, parts={READ: 257_955})
    use = a_use("gemini-2.5-pro", tokens, "google")
    then = tuple(
        price("gemini-2.5-pro", each, kind, provider="google")
        for kind, each in ((INPUT, "1.25"), (READ, "0.625"), (OUTPUT, "10"))
    )
    assert amount(contracted_cost(use, Prices(agreed=then))) == Decimal("0.184918125")
    assert amount(list_cost(use, LIST)) == Decimal("0.10316125")


def test_a_cached_picture_comes_to_what_its_provider_billed() -> None:
    """AC-A4: litellm PR#37407 said 0.005318 where xAI billed 0.003092."""
    tokens = cached_inside(prompt=2_461, output=303, parts={TokenKind.INPUT_IMAGE: 1_142, READ: 2_432})
    assert amount(list_cost(a_use("grok-4.6", tokens, "x-ai"), LIST)) == Decimal("0.003092")


def test_a_stream_of_much_that_is_written_to_the_cache_comes_to_its_price() -> None:
    """AC-A5: bifrost#3451 said 1.85984625."""
    tokens = cached_apart(uncached=6, output=2_745, parts={WRITE: 159_217})
    cost = amount(list_cost(a_use("claude-opus-4-5", tokens, "anthropic"), LIST))
    assert cost == Decimal("1.06376125")


def test_no_part_of_an_amount_is_hidden() -> None:
    """AC-A6: pi-langfuse#19, where 0.7388 of 0.80246 stood in no row."""
    tokens = cached_apart(uncached=2, output=2_546, parts={READ: 0, WRITE: 118_208})
    cost = list_cost(a_use("claude-opus-4-5", tokens, "anthropic"), LIST)
    assert isinstance(cost, Priced)
    assert cost.parts == {INPUT: Decimal("0.00001"), OUTPUT: Decimal("0.06365"), WRITE: Decimal("0.7388")}
    assert cost.amount == Decimal("0.80246")


def test_a_model_without_a_price_for_cached_tokens_is_not_priced_in_full() -> None:
    """AC-A9: langfuse#4590, with its counts."""
    tokens = cached_inside(prompt=62_394, output=214, parts={READ: 60_024})
    use = a_use("gpt-4o-2024-05-13", tokens)
    assert reason(list_cost(use, LIST)) == "no price for cache_read tokens of gpt-4o-2024-05-13"
    uncached = a_use("gpt-4o-2024-05-13", cached_inside(prompt=62_394, output=214, parts={}))
    assert amount(list_cost(uncached, LIST)) == Decimal("0.31518")


def test_an_answer_from_ones_own_cache_costs_nothing_whatever_its_model() -> None:
    """AC-A10: langfuse#2112."""
    cost = list_cost(a_use("a-model-of-tomorrow", {INPUT: 5_000}, is_local=True), LIST)
    assert (amount(cost), cost) == (0, Priced(parts={}, source=PriceSource.LOCAL))


# --- what cannot be priced --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("model", "provider"), [("gpt-9-nova", "openai"), ("gpt-6-astra", "a-provider-of-tomorrow")])
def test_what_no_list_knows_is_unpriced_and_never_free(model: str, provider: str) -> None:
    assert reason(list_cost(a_use(model, {INPUT: 1}, provider), LIST)) == f"no price for {model}"


def test_sound_without_a_price_of_its_own_is_not_priced_as_text() -> None:
    use = a_use("gpt-4o-audio-preview", {INPUT: 10, TokenKind.INPUT_AUDIO: 10})
    assert reason(list_cost(use, LIST)) == "no price for input_audio tokens of gpt-4o-audio-preview"


def test_pictures_cost_what_their_list_says_and_what_text_does_where_it_says_nothing() -> None:
    tokens = {TokenKind.INPUT_IMAGE: MILLION}
    assert amount(list_cost(a_use("gpt-image-1", tokens), LIST)) == 10
    assert amount(list_cost(a_use("gpt-4o", tokens), LIST)) == Decimal("2.5")


@pytest.mark.parametrize(
    ("model", "provider", "why"),
    [
        ("deepseek-chat", "deepseek", "the price of deepseek-chat depends on the hour"),
        ("sonar", "perplexity", "sonar costs by the request as well"),
    ],
)
def test_a_price_that_a_daily_sum_of_tokens_cannot_have_is_unpriced(model: str, provider: str, why: str) -> None:
    assert reason(list_cost(a_use(model, {INPUT: 1}, provider), LIST)) == why


def test_other_terms_have_their_own_price_or_none() -> None:
    """Batches cost half of it; a list that has no price for them says the full one, which nobody will pay."""
    half, none = {"processing": "batch"}, {"processing": "by pigeon"}
    day = date(2026, 11, 1)  # the list has prices for batches from 14 October 2026 on
    tokens = {OUTPUT: MILLION}
    assert amount(list_cost(a_use("claude-opus-5-5", tokens, "anthropic", day=day), LIST)) == 20
    assert amount(list_cost(a_use("claude-opus-5-5", tokens, "anthropic", day=day, terms=half), LIST)) == 10
    said = reason(list_cost(a_use("claude-opus-5-5", tokens, "anthropic", day=day, terms=none), LIST))
    assert said == "no price for claude-opus-5-5 with by pigeon"
    earlier = a_use("claude-opus-5-5", tokens, "anthropic", day=date(2026, 10, 1), terms=half)
    assert reason(list_cost(earlier, LIST)) == "no price for claude-opus-5-5 with batch"
    resold = a_use("claude-opus-5-5", tokens, "azure", day=day, terms=half)
    assert reason(list_cost(resold, LIST)) == "no price for claude-opus-5-5 with batch"


def test_a_list_that_is_in_another_unit_prices_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """AC-A8: more than a dollar for one token, in a step as well."""
    step = TieredPrices(base=Decimal(1), tiers=[Tier(start=200_000, price=Decimal(8_000_000))])
    prices = {"dear": ModelPrice(output_mtok=Decimal(8_000_000)), "step": ModelPrice(input_mtok=step)}
    models = [ModelInfo(id=name, match=ClauseEquals(name), prices=price) for name, price in prices.items()]
    provider = Provider(id="typo", name="Typo", api_pattern="", models=models)
    monkeypatch.setattr(
        data_snapshot, "_custom_snapshot", data_snapshot.DataSnapshot([provider], from_auto_update=False)
    )
    for name in prices:
        assert reason(list_cost(a_use(name, {INPUT: 1}, "typo"), LIST)) == f"the listed price of {name} cannot be right"


# --- prices that step up with the size of a request -------------------------------------------------------------------


def test_a_day_is_priced_by_its_average_request_and_never_by_its_sum() -> None:
    """providers.md 13: 10 million tokens in 311 requests; as a single one they would come to 104.50."""
    tokens = {INPUT: 10 * MILLION, OUTPUT: 100_000}
    assert amount(list_cost(a_use("gpt-5.5", tokens, requests=311), LIST)) == 53
    assert amount(list_cost(a_use("gpt-5.5", tokens, requests=1), LIST)) == Decimal("104.5")


def test_without_a_count_of_requests_it_is_unpriced_unless_the_whole_day_is_a_small_request() -> None:
    uncounted = a_use("gpt-5.5", {INPUT: 10 * MILLION}, requests=None)
    assert (
        reason(list_cost(uncounted, LIST))
        == "the price of gpt-5.5 depends on the size of requests, which nobody counted"
    )
    assert amount(list_cost(a_use("gpt-5.5", {INPUT: 200_000}, requests=None), LIST)) == 1
    assert amount(list_cost(a_use("gpt-5.4-mini", {INPUT: 10 * MILLION}, requests=None), LIST)) > 0


def test_cached_tokens_count_towards_the_size_of_a_request_and_a_step_begins_above_its_size() -> None:
    steps = a_list({INPUT: Rate(Decimal(1), ((100, Decimal(2)), (200, Decimal(4)))), READ: Rate(Decimal(0))})
    for read, each in ((0, 1), (50, 1), (51, 2), (150, 2), (151, 4)):
        use = a_use("m", {INPUT: 50 * 7, READ: read * 7}, requests=7)
        assert amount(list_cost(use, steps)) == Decimal(350 * each) / MILLION
    assert amount(list_cost(a_use("m", {INPUT: 100}, requests=None), steps)) == Decimal("0.0001")


kinds = st.sampled_from([INPUT, READ, WRITE, TokenKind.CACHE_WRITE_1H, OUTPUT])


@given(tokens=st.dictionaries(kinds, st.integers(0, 10**12)), requests=st.integers(1, 10**6))
def test_the_parts_add_up_and_one_request_comes_to_what_the_library_says(
    tokens: dict[TokenKind, int], requests: int
) -> None:
    """AC-A6, with the library as the judge of each kind's price: it charges a kind that is inside another once."""
    cost = list_cost(a_use("claude-opus-4-5", tokens, "anthropic", requests=requests), LIST)
    assert isinstance(cost, Priced)
    assert sum(cost.parts.values()) == cost.amount
    write = tokens.get(WRITE, 0) + tokens.get(TokenKind.CACHE_WRITE_1H, 0)
    usage = Usage(
        input_tokens=sum(count for kind, count in tokens.items() if not kind.is_output),
        cache_read_tokens=tokens.get(READ, 0),
        cache_write_tokens=write,
        cache_write_1h_tokens=tokens.get(TokenKind.CACHE_WRITE_1H, 0),
        output_tokens=tokens.get(OUTPUT, 0),
    )
    library = calc_price(usage, "claude-opus-4-5", provider_id="anthropic", genai_request_timestamp=midnight(DAY))
    assert cost.amount == library.total_price


def test_nothing_but_the_first_price_loads_the_price_list() -> None:
    code = (
        "import sys, bot.collect, bot.ledger.pricing as pricing\n"
        "pricing.Prices()\n"
        "before = 'genai_prices' in sys.modules\n"
        "import datetime\n"
        "pricing.listed('openai', 'gpt-5', datetime.date(2026, 11, 9), ())\n"
        "print(before, 'genai_prices' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.split() == ["False", "True"]
