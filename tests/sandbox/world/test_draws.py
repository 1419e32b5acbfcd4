"""What is drawn is as method.md 8.1 says, in both natures."""

from __future__ import annotations

import statistics
from random import Random

import pytest

from bot.sandbox.course import rng
from bot.sandbox.world import counts, runs
from bot.sandbox.world.calendars import ALWAYS, OFFICE, seasons
from bot.sandbox.world.people import Crowd, day_of, gini, means, top_share
from bot.sandbox.world.shocks import Level, Shock
from bot.sandbox.world.sizes import SIZES, Nature

NATURES = pytest.mark.parametrize("nature", list(Nature))


def _random() -> Random:
    return rng("draws")


def test_mixed_staff_is_as_unequal_as_it_was_found_to_be() -> None:
    usual = means(_random(), Crowd.MIXED, 5_000)
    assert gini(usual) == pytest.approx(0.77, abs=0.01)
    assert top_share(usual, 0.10) == pytest.approx(0.66, abs=0.01)
    ordered = sorted(usual)
    assert ordered[4_500] / ordered[2_500] == pytest.approx(8.8, abs=0.2)


def test_the_top_tenth_of_heavy_engineers_has_half() -> None:
    assert top_share(means(_random(), Crowd.HEAVY, 5_000), 0.10) == pytest.approx(0.51, abs=0.01)


def test_a_fifth_of_heavy_engineers_uses_500_to_2000_a_month() -> None:
    months = [usual * 21 * 0.72 for usual in means(_random(), Crowd.HEAVY, 5_000)]
    assert sum(500 <= one <= 2_000 for one in months) / 5_000 == pytest.approx(0.2, abs=0.04)


def test_a_developer_uses_13_dollars_a_day_and_nine_days_of_ten_less_than_30() -> None:
    random = _random()
    assert statistics.fmean(means(random, Crowd.DEVELOPERS, 5_000)) == pytest.approx(13, rel=0.05)
    days = sorted(day_of(random, 13) for _ in range(20_000))
    assert 24 < days[18_000] < 30


@NATURES
def test_runs_cost_one_on_average_one_by_one_and_together(nature: Nature) -> None:
    random = _random()
    for many, times in ((1, 60_000), (5, 20_000), (40, 5_000)):
        mean = statistics.fmean(runs.total(random, nature, many) for _ in range(times))
        assert mean == pytest.approx(many, rel=0.05)


@NATURES
def test_sums_of_runs_vary_alike_however_they_are_drawn(nature: Nature) -> None:
    random = _random()
    six = [runs.total(random, nature, 6) / 6 for _ in range(40_000)]
    seven = [runs.total(random, nature, 7) / 7 for _ in range(40_000)]
    assert statistics.stdev(six) / statistics.stdev(seven) == pytest.approx((7 / 6) ** 0.5, rel=0.15)


def test_the_same_task_costs_four_times_more_in_one_run_than_in_another_and_up_to_thirty() -> None:
    medians, largest = [], []
    for seed in range(12):
        random = rng("tasks", seed)
        tasks = [runs.of_task(random, Nature.TUNED, 4) for _ in range(500)]
        calm = sorted(max(task) / min(task) for task in tasks)
        medians.append(statistics.median(calm))
        largest.append(calm[-7])  # the six tasks with a run that went in circles lie above
    assert statistics.median(medians) == pytest.approx(4.1, abs=0.5)
    assert 15 < statistics.median(largest) < 60


@NATURES
def test_shocks_have_the_spread_and_the_memory_they_say(nature: Nature) -> None:
    factors = Shock(sd=0.2, rho=0.5).weeks(_random(), nature, 20_000)
    assert statistics.fmean(factors) == pytest.approx(1, abs=0.02)
    again = statistics.correlation(factors[1:], factors[:-1])
    assert again == pytest.approx(0.5 if nature is Nature.TUNED else 0.476, abs=0.05)


def test_the_natures_differ() -> None:
    tuned, other = (Shock(sd=0.2, rho=0.5).weeks(_random(), nature, 9) for nature in Nature)
    assert tuned != other
    size = SIZES["M"]
    assert seasons(Nature.TUNED, size.starts, size.days) != seasons(Nature.OTHER, size.starts, size.days)


def test_a_level_that_does_not_wander_stays_and_a_ramp_ends_where_it_leads() -> None:
    assert set(Level(wanders=False).days(_random(), 30)) == {1.0}
    ramp = Level(wanders=False, ramp=10, ramp_days=100).days(_random(), 120)
    assert ramp[0] == pytest.approx(0.1)
    assert ramp[100] == 1.0
    grown = Level(wanders=False, growth=0.03).days(_random(), 400)
    assert grown[7] == pytest.approx(1.03)
    assert grown[-1] == grown[26 * 7] == pytest.approx(1.03**26)


def test_a_week_is_shaped_as_work_is() -> None:
    assert OFFICE == (1.10, 1.15, 1.15, 1.10, 1.00, 0.12, 0.10)
    assert min(ALWAYS) > 0.9


@pytest.mark.parametrize("mean", [0.3, 4.0, 29.0, 80.0])
def test_counts_have_their_mean_and_variance(mean: float) -> None:
    random = _random()
    drawn = [counts.poisson(random, mean) for _ in range(20_000)]
    assert statistics.fmean(drawn) == pytest.approx(mean, rel=0.03)
    assert statistics.variance(drawn) == pytest.approx(mean, rel=0.06)
    trials = [counts.binomial(random, round(mean * 4), 0.25) for _ in range(20_000)]
    assert statistics.fmean(trials) == pytest.approx(round(mean * 4) / 4, rel=0.04)


def test_what_is_dealt_out_is_all_there() -> None:
    random = _random()
    for total in (0, 1, 7, 900):
        assert sum(counts.spread(random, total, (0.5, 0.3, 0.2))) == total
