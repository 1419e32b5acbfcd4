"""The shipped bank of forecast errors, made once from invented series: `python -m bot.bench.method.bank`.

Seeds 1 to 20 of the first family, eight teams of 310 days each, of the rough world: those who have no record
yet are given the wider range.
"""

from __future__ import annotations

from bot.bench.method.invented import DAYS, TEAMS, daily_of
from bot.bench.method.score import Family
from bot.bench.method.series import FIRST, teams
from bot.facts.periods import DAY
from bot.value.record import HORIZONS, bank, residuals

_SEEDS = range(1, 21)
_KEPT = 60
"""So many values of each horizon stand for all: their quantiles at (n - 1/2)/60."""


def made() -> dict[int, tuple[float, ...]]:
    """The values by horizon, rounded to three digits."""
    all_teams = [daily_of(one) for seed in _SEEDS for one in teams(seed, Family.TUNED, TEAMS, DAYS, is_rough=True)]
    through = FIRST + DAY * (DAYS - 1)
    found = bank((one for daily in all_teams for one in residuals(daily, through=through)), as_of=through)
    kept = dict[int, tuple[float, ...]]()
    for horizon in HORIZONS:
        ratios = found.log_ratios[horizon]
        kept[horizon] = tuple(round(ratios[len(ratios) * (2 * n + 1) // (2 * _KEPT)], 3) for n in range(_KEPT))
    return kept


if __name__ == "__main__":
    print(made())  # noqa: T201
