"""How long verdicts take is a figure, and no test."""

from __future__ import annotations

from bot.bench.method.deciding_time import scores
from bot.bench.method.score import Run
from tests.bench.bars import bar


def test_the_verdicts_of_one_close_are_timed() -> None:
    (score,) = scores(Run(seeds=(1,), is_short=True), bar)
    assert score.measured > 0
    assert score.of.startswith("50 workflows")
