"""Shocks of whole weeks, each as like the one before as it shall be: what no invented company is without (8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bench.method.score import Family

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


def shocks(chance: np.random.Generator, family: Family, alike: Numbers, weeks: int) -> Numbers:
    """A row for each correlation, up to 0.7: so many weekly numbers about 0, of a standard deviation of 1."""
    import numpy as np  # noqa: PLC0415 - the bench alone needs it

    noise = chance.standard_normal((len(alike), weeks + 2))
    if family is Family.TUNED:
        found: Numbers = np.empty((len(alike), weeks))
        found[:, 0] = noise[:, 0]
        drawn = np.sqrt(1 - alike**2)
        for week in range(1, weeks):
            found[:, week] = alike * found[:, week - 1] + drawn * noise[:, week]
        return found
    # a moving average over three weeks of which the later two weigh as much as the correlation asks for
    share = (2 * alike / (1 + np.sqrt(1 + 4 * alike * (1 - 2 * alike))))[:, None]
    moved: Numbers = (noise[:, 2:] + share * (noise[:, 1:-1] + noise[:, :-2])) / np.sqrt(1 + 2 * share**2)
    return moved
