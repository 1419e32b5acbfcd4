"""The scores of the checks are sane on a short run; the figures themselves are for the scorecard to tell."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.bench.method.gaming import _of_honest, _of_planted, _Told, scores
from bot.bench.method.score import Family, Run
from bot.bench.method.workflow_years import BEFORE, LIVE, Kind, year
from bot.value.worth.findings import Check
from tests.bench.bars import bar

pytest.importorskip("numpy")


@pytest.mark.parametrize("family", Family)
def test_nearly_all_planted_teams_are_found_and_hardly_an_honest_one_is_accused(family: Family) -> None:
    found, small, accused, of_more = scores(Run(seeds=(1,), family=family, is_short=True), bar)
    assert 3 <= found.measured <= 4
    assert 2 <= small.measured <= 4
    assert accused.measured <= 100 / 15
    assert accused.anchored is not None
    assert accused.anchored > 30
    assert of_more.measured <= accused.measured
    assert of_more.at_most is None


def test_a_team_that_really_lost_a_tag_and_is_told_so_counts_as_accused() -> None:
    lost = (one for number in range(400) if (one := year(1, Family.TUNED, Kind.HONEST, number)).lost_tag)
    told = _Told()
    for _ in range(8):
        told.trust(next(lost))
    assert told.lost_tags == told.honest == 8
    assert told.accused[Check.HIDDEN_COST] > 0
    assert told.accused_teams == told.accused_of_more + told.accused[Check.HIDDEN_COST]
    accused, of_more = _of_honest(told)
    assert accused.measured == 100 * told.accused_teams / 8
    assert of_more.measured == 100 * told.accused_of_more / 8
    assert f"{Check.HIDDEN_COST} {told.accused[Check.HIDDEN_COST]}" in accused.reason


def test_of_inflaters_that_are_missed_it_is_counted_who_has_no_system_of_record() -> None:
    told = _Told(planted=4, found=Counter({Kind.INFLATER: 1}), unrecorded=2)
    found, _ = _of_planted(told)
    assert "of inflaters that are missed, without a system of record: 2 of 3;" in found.reason


@pytest.mark.parametrize("family", Family)
def test_a_year_is_the_same_each_time_and_the_inflater_logs_more_from_its_week_on(family: Family) -> None:
    one, again = (year(3, family, Kind.INFLATER, 0) for _ in range(2))
    assert one.log == again.log
    assert len(one.cost) == BEFORE + LIVE
    shares = [one.logged[weeks].sum() / one.accepted[weeks].sum() for weeks in (slice(0, 59), slice(59, None))]
    assert 1.3 < shares[1] / shares[0] < 1.7
