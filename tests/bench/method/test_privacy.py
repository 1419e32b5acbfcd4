"""What an attacker has by subtraction, on a short run (method.md 4.8, 8.2)."""

from __future__ import annotations

import pytest

from bot.bench.method.people_at_work import Cell
from bot.bench.method.privacy import Query, _alone, _had, _said, scores
from bot.bench.method.score import Family, Run
from bot.value.cohorts import sayable
from tests.bench.bars import bar

pytest.importorskip("numpy")


def cells(team: str, people: int, week: int = 0) -> tuple[Cell, ...]:
    return tuple(Cell(person=f"{team}{n}", team=team, model="large", week=week, count=1) for n in range(people))


def test_a_team_of_one_beside_a_large_one_is_had_where_each_sum_is_judged_alone_and_not_where_the_whole_is() -> None:
    found = cells("a", 6) + cells("b", 1)
    total, by_team = Query((), (0,)), Query(("team",), (0,))
    alone, whole = ([_said(found, query, judge) for query in (total, by_team)] for judge in (_alone, sayable))
    assert (_had(found, *alone), _had(found, *whole)) == (1, 0)


def test_a_week_of_one_person_is_had_from_two_periods_that_are_judged_one_by_one() -> None:
    found = cells("a", 6) + cells("a", 1, week=1)
    both, first = (_said(found, Query((), weeks), sayable) for weeks in ((0, 1), (0,)))
    assert _had(found, both, first) == 1


@pytest.mark.parametrize("family", Family)
def test_nothing_is_had_from_a_breakdown_and_its_total_nor_from_blocks_nor_from_team_totals(family: Family) -> None:
    nested, any_two, of_blocks, teams = scores(Run(seeds=(1, 2), family=family, is_short=True), bar)
    assert nested.measured == of_blocks.measured == teams.measured == 0
    assert nested.anchored is not None
    assert nested.anchored > 0
    assert teams.anchored is not None
    assert teams.anchored > 0
    assert any_two.anchored is not None
    assert any_two.measured <= any_two.anchored
