"""How much of the cost nobody waits for (method.md 5.5, H5)."""

from __future__ import annotations

from decimal import Decimal

from bot.value.hints.batching import Batching, KeyUse, batching


def test_h5_the_share_nobody_waits_for_times_the_discount() -> None:
    keys = [
        KeyUse(cost=Decimal(30), is_interactive=False),
        KeyUse(cost=Decimal(60), is_interactive=True),
        KeyUse(cost=Decimal(10), is_interactive=None),
    ]
    assert batching(keys, Decimal("0.5")) == Batching(share=Decimal("0.3"), at_most=Decimal("0.15"))


def test_of_keys_that_are_not_known_or_cost_nothing_there_is_no_hint() -> None:
    assert batching([KeyUse(cost=Decimal(10), is_interactive=None)], Decimal("0.5")) is None
    assert batching([KeyUse(cost=Decimal(-10), is_interactive=False)], Decimal("0.5")) is None
    assert batching([], Decimal("0.5")) is None
