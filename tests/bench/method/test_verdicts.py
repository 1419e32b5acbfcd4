"""False Expand and false Stop, in short."""

from __future__ import annotations

import pytest

from bot.bench.method.score import Family, Run, Score
from bot.bench.method.verdicts import PROFITABLE, UNPROFITABLE, Case, Judged, _expand, _stop, made, scores
from bot.value.verdicts.kind import Kind, Rule
from tests.bench.bars import bar


def measured(family: Family) -> list[Score]:
    return list(scores(Run(seeds=(1, 2), family=family, is_short=True), bar))


@pytest.mark.parametrize("family", Family)
def test_the_table_expands_wrongly_less_often_than_claims_at_face_value_and_stops_few_that_pay(family: Family) -> None:
    expand, stop, closer_expand, closer_stop = measured(family)
    assert expand.measured < 0.03
    for score in (expand, closer_expand):
        assert score.anchored is not None
        assert score.measured < score.anchored / 2, score.name
    assert max(stop.measured, closer_stop.measured) < 0.06  # few of few, in a short run
    assert (closer_expand.at_most, closer_stop.at_most) == (None, None)


def test_in_the_published_world_the_naive_rule_is_as_wrong_as_the_method_says() -> None:
    cases = [case for seed in range(1, 21) for case in made(600, seed, Run(seeds=(seed,)))]
    judged = [case for case in cases if case.verdict.rule not in {Rule.R2, Rule.R3}]
    above, below = ([case.true for case in judged if (case.claimed > 1) is more] for more in (True, False))
    assert sum(true < UNPROFITABLE for true in above) / len(above) == pytest.approx(0.096, abs=0.001)
    assert sum(true > PROFITABLE for true in below) / len(below) == pytest.approx(0.029, abs=0.001)


def test_where_nothing_is_told_nothing_was_shown_to_be_right() -> None:
    run, none = Run(seeds=(1,)), Judged(cases=[case for case in made(40, 1, Run(seeds=(1,))) if _is_keep(case)])
    assert none.cases
    scores = [_expand(none, run, target=0.01), _stop(none, run, target=0.01)]
    assert [(one.measured, one.holds) for one in scores] == [(1, False), (1, False)]


def _is_keep(case: Case) -> bool:
    return case.verdict.kind is Kind.KEEP


def test_the_same_seeds_measure_the_same() -> None:
    assert measured(Family.OTHER) == measured(Family.OTHER)
