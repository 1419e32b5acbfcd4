"""The keystroke-level model, and the score it makes (method.md 1.17, 8.2)."""

from __future__ import annotations

import pytest

from bot.bench.method.logging import Intent, _typed, scores
from bot.bench.method.score import Family, Run
from tests.bench.bars import bar

pytest.importorskip("numpy")


def test_a_count_is_14_keys_and_a_thought_which_are_5_3_seconds() -> None:
    intent = Intent(quantity=3, workflow=None, time=None, money=None, link=None, note=None)
    assert round(_typed(intent), 1) == 5.3


@pytest.mark.parametrize("family", Family)
def test_the_median_is_within_six_seconds_and_a_form_of_six_fields_takes_half_a_minute(family: Family) -> None:
    middle, slowest = scores(Run(seeds=(1, 2), family=family, is_short=True), bar)
    assert middle.holds
    assert middle.anchored is not None
    assert 25 < middle.anchored < 40
    assert middle.measured <= slowest.measured < 20
