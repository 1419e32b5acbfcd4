from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.facts.org import Org
from bot.facts.price import NegotiatedPrice
from bot.orgfile import plan, read
from tests.orgfile.refusing import refused

VALID = """\
[[price]]
provider = "anthropic"
model = "claude-opus-*"
token_type = "output"
per_million = "22.50"
currency = "EUR"
since = 2026-01-01
until = 2026-07-01

[[price]]
provider = "anthropic"
model = "claude-opus-*"
token_type = "output"
discount = 0.15
since = 2026-07-01
"""


def test_a_price_is_for_a_million_tokens_or_a_part_off_the_list_price() -> None:
    """AC-A11: a negotiated price holds from a date."""
    assert read(VALID, "org.toml").prices == (
        NegotiatedPrice(
            provider="anthropic",
            model="claude-opus-*",
            token_type="output",
            per_million=Decimal("22.50"),
            currency="EUR",
            since=date(2026, 1, 1),
            until=date(2026, 7, 1),
        ),
        NegotiatedPrice(
            provider="anthropic",
            model="claude-opus-*",
            token_type="output",
            discount=Decimal("0.15"),
            since=date(2026, 7, 1),
        ),
    )


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ('"22.50"', '"1000000.01"', 5, "1000000.01 EUR for a million tokens is more than 1 EUR for each"),
        ('"22.50"', '"0.0000225"', 5, "looks like the price of one token; write what a million tokens cost"),
        ('"output"', '"outputs"', 4, "there are no “outputs” tokens, did you mean output?; known are cache_audio_read"),
        ('"output"', '"web*"', 4, "there are no “web*” tokens; known are cache_audio_read"),
        ('"22.50"', "22.50", 5, 'write per_million in quotes, per_million = "22.50"'),
        ('"22.50"', '"0"', 5, "per_million must be an amount above zero"),
        ('per_million = "22.50"', "", 1, "this price needs per_million or discount: one of them"),
        ('per_million = "22.50"', 'per_million = "1"\ndiscount = 0.5', 6, "needs per_million or discount: one of them"),
        ('currency = "EUR"', "", 1, "this price needs currency"),
        ("discount = 0.15", 'discount = 0.15\ncurrency = "USD"', 15, "a discount has no currency"),
        ("discount = 0.15", "discount = 1.5", 14, "discount must be a number between 0 and 1"),
        ("discount = 0.15", 'discount = "15%"', 14, "discount must be a number between 0 and 1"),
        ("since = 2026-01-01", "", 1, "this price needs since"),
        ("until = 2026-07-01", "until = 2026-07-02", 10, "has a price on these days already (line 1)"),
        ("until = 2026-07-01", "", 10, "anthropic claude-opus-* has a price on these days already (line 1)"),
        ('provider = "anthropic"', 'provider = "*"', 2, "write one provider in full here"),
        ('model = "claude-opus-*"', 'model = "*-opus"', 3, "a * stands at the end only"),
    ],
)
def test_a_price_that_cannot_be_is_refused(before: str, after: str, line: int, says: str) -> None:
    """AC-A8: a price above 1 for a token is refused with its line."""
    assert before in VALID
    problems = refused(VALID.replace(before, after, 1))
    assert any(problem.startswith(f"org.toml:{line}: ") and says in problem for problem in problems), problems


def test_a_price_of_exactly_one_for_a_token_and_one_for_other_tokens_are_accepted() -> None:
    other = VALID.replace('"22.50"', '"1000000"').replace("until = 2026-07-01", "").replace("output", "input", 1)
    assert len(read(other, "org.toml").prices) == 2


@pytest.mark.parametrize("word", ["cache_read", "cached input", "cache_*", "output_tokens", "*"])
def test_a_kind_of_tokens_may_be_called_as_its_provider_calls_it(word: str) -> None:
    assert read(VALID.replace("output", word, 1), "org.toml").prices[0].token_type == word


def test_the_plan_says_what_was_agreed() -> None:
    org = read(VALID, "org.toml")
    first, second = org.prices
    assert plan(Org(), org) == (
        "+ price 1 anthropic claude-opus-* output: 22.5 EUR a million since 2026-01-01 until 2026-07-01",
        "+ price 2 anthropic claude-opus-* output: discount 0.15 since 2026-07-01",
    )
    assert plan(org, replace(org, prices=(replace(first, per_million=Decimal(20)), second))) == (
        "~ price 1: per million 22.5 -> 20",
    )
