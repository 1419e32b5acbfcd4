from __future__ import annotations

from dataclasses import fields

import pytest

from bot.facts.charge import Charge
from bot.facts.metered import Dimension, Metered
from bot.facts.tokens import TokenKind
from tests.factories import DAY


def test_less_than_no_tokens_is_refused() -> None:
    with pytest.raises(ValueError, match="gpt-6-astra on 2026-11-09: -1 input tokens are less than none"):
        Metered(provider="openai", day=DAY, model="gpt-6-astra", tokens={TokenKind.INPUT: -1})


def test_the_size_of_a_request_is_all_that_is_read_cached_or_not() -> None:
    tokens = {TokenKind.INPUT: 5, TokenKind.CACHE_READ: 30, TokenKind.CACHE_WRITE: 200, TokenKind.OUTPUT: 4_000}
    assert Metered(provider="openai", day=DAY, model="gpt-6-astra", tokens=tokens).input_tokens == 235


def test_a_charge_and_its_metering_name_their_dimensions_alike() -> None:
    names = {dimension.value for dimension in Dimension}
    assert names <= {field.name for field in fields(Charge)}
    assert names <= {field.name for field in fields(Metered)}
