"""The shocks of weeks are as large and as like each other as they are said to be."""

from __future__ import annotations

import numpy as np
import pytest

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


def test_every_row_has_its_own_likeness() -> None:
    found = shocks(np.random.default_rng(2), Family.TUNED, np.repeat([0.0, 0.6], 900), 30)
    first, second = ((half[:, 1:] * half[:, :-1]).mean() for half in (found[:900], found[900:]))
    assert (first, second) == (pytest.approx(0, abs=0.02), pytest.approx(0.6, abs=0.02))
