"""`Level`: a logarithm that is known so well, whatever it was estimated from; what method.md 3.3 compares.

A window of weeks gives one (`Range.level`). Here are the others: a baseline that was stated instead of measured, and
the full unit cost, which is an estimate of two parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log

from bot.facts.grade import Grade

_STATED = {Grade.REPORTED: 0.25, Grade.CONFIRMED: 0.15, Grade.RECORDED: 0.15, Grade.VALIDATED: 0.15}
"""The standard deviation of the logarithm of a bare number; no better than .15, for nobody says how it was spread."""

_FEWEST = 2


@dataclass(frozen=True, kw_only=True)
class Level:
    """The natural logarithm of a ratio, its variance, and the degrees of freedom the variance was estimated with.

    `freedom` is inf where the variance was stated and not estimated.
    """

    log: float
    variance: float
    freedom: float


def stated(value: float, grade: Grade) -> Level | None:
    """A baseline that is a bare number, by the grade of whoever states it (method.md 3.3); None without evidence.

    ValueError for what has no logarithm.
    """
    doubt = _STATED.get(grade)
    return None if doubt is None else Level(log=_log(value), variance=doubt**2, freedom=inf)


def summarised(mean: float, deviation: float, number: int, *, usual_correlation: float) -> Level:
    """A baseline given as the mean and the standard deviation of so many weeks (method.md 3.3).

    (sd/mean)²/n, widened by (1 + rho)/(1 - rho), which is 1.86 for the usual correlation of 0.3. ValueError where
    fewer than two weeks, or none spread at all, are said to have been seen.
    """
    if number < _FEWEST or deviation <= 0:
        raise ValueError("a baseline needs at least two values and their standard deviation, which is above zero")
    widened = (1 + usual_correlation) / (1 - usual_correlation)
    return Level(log=_log(mean), variance=(deviation / mean) ** 2 / number * widened, freedom=number - 1)


def full_level(full_cost: float, ai_share: float, ai: Level, minutes: Level) -> Level:
    """The full unit cost, of which the share `ai_share` is AI and the rest is people's minutes (method.md 3.3).

    v = a² v_AI + (1 - a)² v_min; the degrees of freedom are Welch and Satterthwaite's.
    """
    parts = [(ai_share**2 * ai.variance, ai.freedom), ((1 - ai_share) ** 2 * minutes.variance, minutes.freedom)]
    return Level(log=_log(full_cost), variance=sum(part for part, _ in parts), freedom=freedom(parts))


def freedom(parts: list[tuple[float, float]]) -> float:
    """The degrees of freedom of a sum of variances, each with its own (Satterthwaite 1946, Welch 1947)."""
    whole = sum(variance for variance, _ in parts)
    spread = sum(variance**2 / degrees for variance, degrees in parts)
    return whole**2 / spread if spread > 0 else inf


def _log(value: float) -> float:
    if value <= 0:
        raise ValueError(f"a baseline is a number above zero, not {value}")
    return log(value)
