"""How long a close takes is a figure, and no test."""

from __future__ import annotations

from bot.bench.method.closing_time import scores
from bot.bench.method.score import Run
from tests.bench.bars import bar


def test_the_close_takes_some_time_and_the_bare_sums_take_some() -> None:
    (score,) = scores(Run(seeds=(1,), is_short=True), bar)
    assert score.measured > 0
    assert (score.anchored or 0) > 0
    assert score.holds
