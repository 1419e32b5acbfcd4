"""Digests made again, on one small world: the full figure is for `denominator bench method`."""

from __future__ import annotations

from bot.bench.method.replay import scores
from bot.bench.method.score import Family, Run
from tests.bench.bars import bar


def test_every_digest_is_made_again_byte_for_byte() -> None:
    (score,) = scores(Run(seeds=(3, 4), family=Family.OTHER, is_short=True), bar)
    assert score.holds
    assert (score.measured, score.anchored) == (1, 1)
    assert score.of.endswith("of 4 weeks, worlds of size T, seed 3")
