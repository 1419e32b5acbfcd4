"""Garwood's limits beside scipy's and those that unit_cost keeps as a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.value.poisson import garwood
from bot.value.unit_cost import _GARWOOD


@given(st.integers(1, 5000))
def test_the_limits_are_scipys(events: int) -> None:
    limits = garwood(events)
    assert limits.low == pytest.approx(float(stats.chi2.ppf(0.025, 2 * events)) / 2, rel=1e-9)
    assert limits.high == pytest.approx(float(stats.chi2.ppf(0.975, 2 * events + 2)) / 2, rel=1e-9)


def test_of_nothing_seen_the_mean_may_still_be_3_7() -> None:
    assert (garwood(0).low, round(garwood(0).high, 3)) == (0, 3.689)


@pytest.mark.parametrize("events", _GARWOOD)
def test_the_table_of_the_unit_cost_is_right_to_its_last_digit(events: int) -> None:
    low, high = (float(limit) for limit in _GARWOOD[events])
    assert garwood(events).low == pytest.approx(low, abs=5.1e-4 if events > 1 else 5.1e-5)
    assert garwood(events).high == pytest.approx(high, abs=5.1e-4)


def test_there_is_no_negative_count() -> None:
    with pytest.raises(ValueError, match="no count of -1"):
        garwood(-1)
