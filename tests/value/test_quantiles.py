"""The distributions of the method beside scipy's."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.value.quantiles import (
    beta_cdf,
    gamma_cdf,
    gamma_quantile,
    normal_cdf,
    normal_quantile,
    t_cdf,
    t_quantile,
)

chances = st.floats(0.001, 0.999)
freedoms = st.floats(0.5, 5000)


@given(chances, freedoms)
def test_a_quantile_of_t_is_scipys(p: float, freedom: float) -> None:
    assert t_quantile(p, freedom) == pytest.approx(float(stats.t.ppf(p, freedom)), rel=1e-8, abs=1e-9)


@given(st.floats(-30, 30), freedoms)
def test_a_chance_of_t_is_scipys(x: float, freedom: float) -> None:
    assert t_cdf(x, freedom) == pytest.approx(float(stats.t.cdf(x, freedom)), abs=1e-10)


@given(st.floats(0, 1), st.floats(0.1, 500), st.floats(0.1, 500))
def test_the_incomplete_beta_function_is_scipys(x: float, a: float, b: float) -> None:
    assert beta_cdf(x, a, b) == pytest.approx(float(stats.beta.cdf(x, a, b)), abs=1e-10)


@given(chances, st.floats(0.2, 2000))
def test_a_quantile_of_the_gamma_distribution_is_scipys(p: float, shape: float) -> None:
    assert gamma_quantile(p, shape) == pytest.approx(float(stats.gamma.ppf(p, shape)), rel=1e-9, abs=1e-12)


def test_the_values_that_the_method_names() -> None:
    assert t_quantile(0.975, 7) == pytest.approx(2.365, abs=5e-4)
    assert t_quantile(0.975, 18.9) == pytest.approx(2.094, abs=5e-4)
    assert normal_quantile(0.9) == pytest.approx(1.2816, abs=5e-5)


def test_with_no_end_of_freedom_t_is_normal() -> None:
    assert t_quantile(0.975, inf) == normal_quantile(0.975)
    assert t_cdf(1.5, inf) == normal_cdf(1.5)


@pytest.mark.parametrize("freedom", [9e4, 1.1e5, 1e7, 1e12])
def test_much_freedom_takes_no_digits_away(freedom: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(float(stats.t.ppf(0.975, freedom)), rel=1e-10)
    assert t_cdf(2.5, freedom) == pytest.approx(float(stats.t.cdf(2.5, freedom)), abs=1e-9)


def test_the_middle_and_the_ends() -> None:
    assert t_quantile(0.5, 3) == 0
    assert (beta_cdf(0, 1, 2), beta_cdf(1, 1, 2), gamma_cdf(0, 2)) == (0, 1, 0)
    assert t_quantile(0.025, 4.5) == pytest.approx(-t_quantile(0.975, 4.5))


@pytest.mark.parametrize("p", [0, 1, -0.1])
def test_no_quantile_of_what_is_no_chance(p: float) -> None:
    for ask in (lambda: t_quantile(p, 5), lambda: normal_quantile(p), lambda: gamma_quantile(p, 5)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            ask()


def test_there_is_no_t_without_freedom() -> None:
    with pytest.raises(ValueError, match="positive"):
        t_quantile(0.975, 0)
