"""What a count says of the mean it comes from: Garwood's exact limits (method.md 3.2, M3)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.value.quantiles import gamma_quantile

_TAIL = 0.025


@dataclass(frozen=True, kw_only=True)
class Limits:
    """A Poisson mean of which `events` were seen lies between `low` and `high` in 95 of 100 cases, or more."""

    events: int
    low: float
    high: float


def garwood(events: int) -> Limits:
    """The exact 95% limits of a Poisson mean (Garwood 1936), 2.5% beyond each; ValueError for a negative count.

    Of no events the lower one is 0 and the upper one 3.689. Whoever wants the one-sided bound of M3 (2.996) does not
    ask here.
    """
    if events < 0:
        raise ValueError(f"there is no count of {events} events")
    low = gamma_quantile(_TAIL, events) if events else 0.0
    return Limits(events=events, low=low, high=gamma_quantile(1 - _TAIL, events + 1))
