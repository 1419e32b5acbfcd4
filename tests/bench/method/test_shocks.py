"""The shocks of weeks are as large and as like each other as they are said to be."""

from __future__ import annotations

import numpy as np
import pytest

from bot.bench.method import series, workflow_years
from bot.bench.method.score import Family
from bot.bench.method.shocks import shocks


@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize("alike", [0.0, 0.3, 0.6])
def test_a_week_is_as_like_the_one_before_as_it_shall_be(family: Family, alike: float) -> None:
    found = shocks(np.random.default_rng(2), family, np.full(900, alike), 30)
    assert found.shape == (900, 30)
    assert found.mean() == pytest.approx(0, abs=0.02)
    assert found.std() == pytest.approx(1, abs=0.02)
    assert (found[:, 1:] * found[:, :-1]).mean() == pytest.approx(alike, abs=0.02)


@pytest.mark.parametrize("family", Family)
def test_years_and_series_are_shaken_in_the_same_way(family: Family) -> None:
    def drawn(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float, np.random.Generator]:
        chance = np.random.default_rng(4)
        return chance.uniform(*first), chance.uniform(*second), chance

    spread, alike, chance = drawn((0.1, 0.3), (0, 0.6))
    own = workflow_years._shocks(np.random.default_rng(4), family, 20)
    assert own == pytest.approx(spread * shocks(chance, family, np.array([alike]), 20)[0])

    alike, spread, chance = drawn((0, 0.6), (0.1, 0.3))
    dearer = spread * shocks(chance, family, np.array([alike]), 22)[0]
    alike, spread = chance.uniform(0, 0.6), chance.uniform(0.1, 0.3)
    busier = spread * shocks(chance, family, np.array([alike]), 22)[0]
    own = series._shocks(np.random.default_rng(4), family, 140, workflows=1)
    assert own[5::7] == pytest.approx((dearer + busier)[1:21])  # the first day is a Wednesday


def test_every_row_has_its_own_likeness() -> None:
    found = shocks(np.random.default_rng(2), Family.TUNED, np.repeat([0.0, 0.6], 900), 30)
    first, second = ((half[:, 1:] * half[:, :-1]).mean() for half in (found[:900], found[900:]))
    assert (first, second) == (pytest.approx(0, abs=0.02), pytest.approx(0.6, abs=0.02))
