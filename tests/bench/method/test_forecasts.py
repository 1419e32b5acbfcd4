"""The rows on forecasts, in short: the figures themselves are for the full run."""

from __future__ import annotations

import re
from functools import cache
from types import ModuleType

import pytest

from bot.bench.method import early_warnings, forecasts, oddities
from bot.bench.method.invented import DAYS
from bot.bench.method.score import Family, Run, Score
from bot.bench.method.series import teams
from tests.bench.bars import bar

pytest.importorskip("numpy")

ROWS = (forecasts, early_warnings, oddities)
SEEDS = (1, 2)


@cache
def short(row: ModuleType, family: Family) -> dict[str, Score]:
    """The cells of a short run by the beginning of their name."""
    found = row.scores(Run(seeds=SEEDS, family=family, is_short=True), bar)
    return {score.name.removesuffix(f" ({family})"): score for score in found}


@pytest.mark.parametrize("family", Family)
def test_forecasts_err_less_than_the_run_rate_and_their_ranges_hold_more_often_than_daily_noise(
    family: Family,
) -> None:
    found = short(forecasts, family)
    for day in (3, 7, 14, 21):
        score = found[f"median absolute error of the month's total at day {day}, %"]
        assert 0 < score.measured < 30
        assert score.anchored is not None
        assert score.measured < score.anchored * 1.2
    held = found["how often the 80% range of the month's total held it"]
    assert held.anchored is not None
    assert held.anchored < held.measured <= 1
    assert found["pinball loss at .1, .5 and .9 over that of daily noise about the same median"].measured < 1.1
    assert 0.5 < found["true run-out date inside the band, of budgets that may run out"].measured <= 1


def test_two_thousand_forecasts_are_quick() -> None:
    found = short(forecasts, Family.TUNED)
    assert found["how many times the seconds of a sum and a median"].measured < 60


@pytest.mark.parametrize("family", Family)
def test_warnings_come_before_the_money_is_gone_and_seldom_twice(family: Family) -> None:
    found = short(early_warnings, family)
    assert found["F60: precision"].measured >= 0.6
    assert found["F60: caught before the money was gone"].measured >= 0.9
    assert found["F60: median lead, days"].measured >= 10
    again = found["F60: re-fires per 100 months"]
    assert again.anchored is not None
    assert again.measured < again.anchored / 3
    assert found["F80: precision"].measured >= found["F60: precision"].measured - 0.1


@pytest.mark.parametrize("family", Family)
def test_oddities_are_found_with_fewer_false_alerts_than_the_rule_of_a_hundred_dollars(family: Family) -> None:
    found = short(oddities, family)
    false = found["false alerts per team-month"]
    assert false.anchored is not None
    assert false.measured < false.anchored / 2
    assert found["found of a day of six times"].measured >= 0.7
    gap = found["found of two days without data"]
    assert gap.measured >= 0.8
    assert gap.anchored == 0


def test_of_whom_an_oddity_is_missed_is_counted_in_the_run_itself() -> None:
    sizes = [series.people for seed in SEEDS for series in teams(seed, Family.TUNED, 4, DAYS)]
    few = sum(people < 10 for people in sizes)
    found = short(oddities, Family.TUNED)["found of a day of six times"]
    says = re.fullmatch(
        rf"found are (\d+) of {few} in teams under 10 people and (\d+) of {len(sizes) - few} in the others",
        found.reason,
    )
    assert says
    assert (int(says[1]) + int(says[2])) / len(sizes) == found.measured


def test_the_same_seeds_measure_the_same() -> None:
    run = Run(seeds=(1,), is_short=True)
    assert list(oddities.scores(run, bar)) == list(oddities.scores(run, bar))


def test_every_cell_says_of_how_many_and_why() -> None:
    for row in ROWS:
        for score in short(row, Family.TUNED).values():
            assert score.row
            assert any(letter.isdigit() for letter in score.of)
            assert score.reason
