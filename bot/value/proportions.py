"""A share of a count with its 95% range (Wilson 1927), and the difference of two (Newcombe 1998): method.md M4, 5.5."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from bot.value.quantiles import normal_quantile

_Z = normal_quantile(0.975)


@dataclass(frozen=True, kw_only=True)
class Proportion:
    """`hits` of `tries` are the share `share`; the share behind them lies typically from `low` to `high` (95%)."""

    hits: int
    tries: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first share less the second one, in shares of one (0.05 is five points), and its 95% range."""

    points: float
    low: float
    high: float


def wilson(hits: int, tries: int) -> Proportion | None:
    """The share with its Wilson range of 95%; None where nothing was tried.

    ValueError where more, or less than none, succeeded than was tried.
    """
    if not 0 <= hits <= tries:
        raise ValueError(f"{hits} of {tries} is no share")
    if tries == 0:
        return None
    share, square = hits / tries, _Z * _Z
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    half = _Z * sqrt(share * (1 - share) / tries + square / (4 * tries * tries)) / (1 + square / tries)
    low, high = max(middle - half, 0.0), min(middle + half, 1.0)
    return Proportion(
        hits=hits,
        tries=tries,
        share=share,
        low=low if hits else 0.0,
        high=high if hits < tries else 1.0,
    )


def newcombe(first: Proportion, second: Proportion) -> Difference:
    """How far the first share is above the second one, and the 95% range of that (Newcombe's tenth method)."""
    points = first.share - second.share
    return Difference(
        points=points,
        low=points - sqrt((first.share - first.low) ** 2 + (second.high - second.share) ** 2),
        high=points + sqrt((first.high - first.share) ** 2 + (second.share - second.low) ** 2),
    )
