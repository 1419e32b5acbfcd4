"""Benjamini and Hochberg beside scipy's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.value.discoveries import Discoveries, discoveries


def test_of_fifteen_the_first_four_as_in_the_paper() -> None:
    # Benjamini and Hochberg, J. R. Statist. Soc. B 57 (1995), section 4
    paper = (0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719)
    tested = {f"{at:02}": p for at, p in enumerate((*paper, 0.6528, 0.7590, 1.0))}
    assert discoveries(tested, rate=0.05) == Discoveries(names=("00", "01", "02", "03"), tested=15)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.sampled_from([0.04, 0.1, 0.3]))
def test_they_are_scipys(p_values: list[float], rate: float) -> None:
    adjusted = stats.false_discovery_control(p_values)
    found = discoveries({f"{at:02}": p for at, p in enumerate(p_values)}, rate=rate)
    if min(abs(adjusted - rate)) > 1e-12:
        assert found.names == tuple(f"{at:02}" for at, p in enumerate(adjusted) if p <= rate)
    assert found.tested == len(p_values)


def test_of_none_tested_none_is_found() -> None:
    assert discoveries({}, rate=0.1) == Discoveries(names=(), tested=0)


def test_what_is_no_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        discoveries({"a": 1.5}, rate=0.1)
