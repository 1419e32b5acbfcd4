"""The candidate for a smaller model and the trap, in short."""

from __future__ import annotations

import pytest

from bot.bench.method.routing import scores
from bot.bench.method.score import Family, Run
from tests.bench.bars import bar


@pytest.mark.parametrize("family", Family)
def test_the_candidate_is_suggested_and_the_trap_is_not(family: Family) -> None:
    both, candidate, trap = scores(Run(seeds=(1, 2), family=family, is_short=True), bar)
    assert both.holds
    assert candidate.measured > 0.8
    assert trap.measured == 0
    assert (candidate.anchored, trap.anchored) == (1, 1)
