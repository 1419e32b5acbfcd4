"""Student's t, the normal and the gamma distribution: what the ranges of method.md 3 are made with, good to 1e-9.

The incomplete beta and gamma functions by their continued fractions (DLMF 8.17.22, 8.9.2), the quantiles by halving
what brackets them; nothing is drawn and nothing is looked up, so that a report can be recomputed to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import exp, isinf, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

_NORMAL = NormalDist()
_TINY = 1e-300
_CLOSE = 1e-15
_STEPS = 10_000
_FEW, _MANY = 3, 1e5
_NEWTON_STEPS = 100
_SETTLED = 1e-7
_HALF = 0.5


def normal_cdf(x: float) -> float:
    """The chance that a standard normal variable is at most `x`."""
    return _NORMAL.cdf(x)


def normal_quantile(p: float) -> float:
    """The value that a standard normal variable is at most with the chance `p`; ValueError outside 0 < p < 1."""
    _must_be_a_chance(p)
    return _NORMAL.inv_cdf(p)


def t_cdf(x: float, freedom: float) -> float:
    """The chance that Student's t of `freedom` degrees, whole or not, is at most `x`; the normal's where inf."""
    _must_be_positive(freedom)
    if isinf(freedom):
        return normal_cdf(x)
    if freedom > _MANY:  # Abramowitz and Stegun 26.7.8, by then good to 1e-10
        return normal_cdf(x * (1 - 1 / (4 * freedom)) / sqrt(1 + x * x / (2 * freedom)))
    tail = _t_beyond(x, freedom)
    return tail if x < 0 else 1 - tail


@lru_cache(maxsize=4096)
def t_quantile(p: float, freedom: float) -> float:
    """The value that Student's t of `freedom` degrees, whole or not, is at most with the chance `p`, to 1e-12 of it.

    ValueError outside 0 < p < 1 and for no freedom.
    """
    _must_be_a_chance(p)
    _must_be_positive(freedom)
    if isinf(freedom):
        return normal_quantile(p)
    if p == _HALF:
        return 0.0
    size = _t_above(min(p, 1 - p), freedom)
    return size if p > _HALF else -size


def _t_beyond(x: float, freedom: float) -> float:
    """The chance of a t above the size of `x`; of a small one by the complement, which keeps its digits."""
    square = x * x
    if square < freedom:
        return _HALF * (1 - beta_cdf(square / (freedom + square), _HALF, freedom / 2))
    return _HALF * beta_cdf(freedom / (freedom + square), freedom / 2, _HALF)


def _t_above(tail: float, freedom: float) -> float:
    """The positive t that is exceeded with the chance `tail`: Newton's method, which from below never overshoots."""
    x = normal_quantile(1 - tail)
    if freedom > _FEW:  # Cornish and Fisher's expansion, which saves most of the steps
        x += (x**3 + x) / (4 * freedom) + (5 * x**5 + 16 * x**3 + 3 * x) / (96 * freedom**2)
    if freedom > _MANY:
        return x
    front = lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - log(freedom * pi) / 2
    for _ in range(_NEWTON_STEPS):
        density = exp(front - (freedom + 1) / 2 * log1p(x * x / freedom))
        step = (_t_beyond(x, freedom) - tail) / density
        x = max(x + step, 0.0)
        if abs(step) <= _SETTLED * x:  # the next step would be about the square of this one
            break
    return x


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b) for 0 <= x <= 1 and positive a and b."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(x, a, b) / a
    return 1 - front * _beta_fraction(1 - x, b, a) / b


def gamma_cdf(x: float, shape: float) -> float:
    """The chance that a gamma variable of that shape and the scale 1 is at most `x`."""
    _must_be_positive(shape)
    if x <= 0:
        return 0.0
    front = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        return front * _gamma_series(x, shape)
    return 1 - front * _gamma_fraction(x, shape)


def gamma_quantile(p: float, shape: float) -> float:
    """The value that a gamma variable of that shape and the scale 1 is at most with the chance `p`."""
    _must_be_a_chance(p)
    return _crossing(lambda x: gamma_cdf(x, shape) - p)


def _beta_fraction(x: float, a: float, b: float) -> float:
    """Lentz's method on the continued fraction, which converges fast for x below the mean."""
    both = a + b
    c, d = 1.0, 1 / _not_zero(1 - both * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        at = a + 2 * m
        even = m * (b - m) * x / ((at - 1) * at)
        d = 1 / (1 + even * d or _TINY)
        c = 1 + even / c or _TINY
        value *= c * d
        odd = -(a + m) * (both + m) * x / (at * (at + 1))
        d = 1 / (1 + odd * d or _TINY)
        c = 1 + odd / c or _TINY
        value *= c * d
        if -_CLOSE < c * d - 1 < _CLOSE:
            break
    return value


def _gamma_series(x: float, shape: float) -> float:
    term = total = 1 / shape
    for n in range(1, _STEPS):
        term *= x / (shape + n)
        total += term
        if term < total * _CLOSE:
            break
    return total


def _gamma_fraction(x: float, shape: float) -> float:
    b = x + 1 - shape
    c, d = 1 / _TINY, 1 / _not_zero(b)
    value = d
    for n in range(1, _STEPS):
        step = -n * (n - shape)
        b += 2
        d = 1 / _not_zero(b + step * d)
        c = _not_zero(b + step / c)
        value *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return value


def _crossing(rising: Callable[[float], float]) -> float:
    """Where a rising function of positive numbers crosses zero: doubled past it, then halved until it stands still."""
    low, high = 0.0, 1.0
    while rising(high) < 0:
        low, high = high, high * 2
    while low < (middle := (low + high) / 2) < high:
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return high


def _not_zero(value: float) -> float:
    return _TINY if abs(value) < _TINY else value


def _must_be_a_chance(p: float) -> None:
    if not 0 < p < 1:
        raise ValueError(f"a quantile is asked for a chance between 0 and 1, not {p}")


def _must_be_positive(value: float) -> None:
    if not value > 0:
        raise ValueError(f"degrees of freedom and shapes are positive, not {value}")
