"""How often the ranges hold the truth, in short."""

from __future__ import annotations

import pytest

from bot.bench.method.coverage import CELLS, _coverage, scores
from bot.bench.method.score import Family, Run
from tests.bench.bars import bar


@pytest.mark.parametrize("family", Family)
def test_the_ranges_hold_the_truth_about_as_often_as_they_say(family: Family) -> None:
    for score in scores(Run(seeds=(1, 2, 3, 4), family=family, is_short=True), bar):
        assert 0.75 <= score.measured <= 1, score.name
        assert score.anchored is not None
        assert 0.4 <= score.anchored <= 1, score.name


def test_the_same_seeds_measure_the_same() -> None:
    run = Run(seeds=(1,), is_short=True)
    assert list(scores(run, bar)) == list(scores(run, bar))


def test_the_targets_are_those_of_the_method() -> None:
    for cell in CELLS:
        targets = {3000: {0.3: (0.90, None), 0.6: (0.83, None)}}.get(cell.outcomes, {})
        assert (cell.at_least, cell.at_most) == targets.get(cell.alike, (0.91, 0.99))


def test_how_many_have_a_range_at_all_is_counted_in_the_run() -> None:
    found = _coverage(CELLS[0], Run(seeds=(1, 2), is_short=True))
    made, whole = (int(words.split()[0]) for words in found.of.split(" ranges of "))
    assert f"only those with 8 or more have a range, {made / whole:.0%} of all" in found.reason
    assert 0.3 < made / whole < 0.8
