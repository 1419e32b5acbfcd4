"""The scores of the checks are sane on a short run; the figures themselves are for the scorecard to tell."""

from __future__ import annotations

import pytest

from bot.bench.method.gaming import scores
from bot.bench.method.score import Family, Run
from bot.bench.method.workflow_years import BEFORE, LIVE, Kind, year
from tests.bench.bars import bar

pytest.importorskip("numpy")


@pytest.mark.parametrize("family", Family)
def test_nearly_all_planted_teams_are_found_and_hardly_an_honest_one_is_accused(family: Family) -> None:
    found, small, accused = scores(Run(seeds=(1,), family=family, is_short=True), bar)
    assert 3 <= found.measured <= 4
    assert 2 <= small.measured <= 4
    assert accused.measured <= 100 / 15
    assert accused.anchored is not None
    assert accused.anchored > 30


@pytest.mark.parametrize("family", Family)
def test_a_year_is_the_same_each_time_and_the_inflater_logs_more_from_its_week_on(family: Family) -> None:
    one, again = (year(3, family, Kind.INFLATER, 0) for _ in range(2))
    assert one.log == again.log
    assert len(one.cost) == BEFORE + LIVE
    shares = [one.logged[weeks].sum() / one.accepted[weeks].sum() for weeks in (slice(0, 59), slice(59, None))]
    assert 1.3 < shares[1] / shares[0] < 1.7
