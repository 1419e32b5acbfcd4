"""A year of weekly closes, in short."""

from __future__ import annotations

import pytest

from bot.bench.method.changes import Lists, Tally, _of_lists, scores
from bot.bench.method.score import Family, Run, Score
from tests.bench.bars import bar


def measured(family: Family) -> dict[str, Score]:
    found = scores(Run(seeds=(1,), family=family, is_short=True), bar)
    return {f"{score.row}, {score.name}": score for score in found}


@pytest.mark.parametrize("family", Family)
def test_two_closes_beyond_the_margin_are_wrong_less_often_than_the_naive_rule(family: Family) -> None:
    found = list(measured(family).values())
    flags, wrong, quarter, half, common, rare = found
    for score in (flags, common, rare):
        assert score.anchored is not None
        assert score.measured < score.anchored / 2, score.name
    assert wrong.measured == 0
    assert 0.3 < quarter.measured <= half.measured <= 1


def test_a_list_that_names_nobody_has_shown_nothing() -> None:
    common, rare = _of_lists(Lists(), Lists(ours=Tally(flags=[False] * 19 + [True])), Run(seeds=(1,)))
    assert (common.measured, common.holds) == (1, False)
    assert (rare.measured, rare.holds) == (0.05, True)


def test_the_same_seeds_measure_the_same() -> None:
    assert measured(Family.TUNED) == measured(Family.TUNED)
