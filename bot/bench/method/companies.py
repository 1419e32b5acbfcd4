"""The synthetic company that a scorecard's run is about, by size and seed, in the run's family (method.md 8.1)."""

from __future__ import annotations

from bot.bench.method.score import Family, Run
from bot.sandbox.world.sizes import Nature, Size
from bot.sandbox.world.world import World, make

NATURES = {Family.TUNED: Nature.TUNED, Family.OTHER: Nature.OTHER}
"""What a family of the scorecard is called where the company is made."""


_TINY = Size(name="T", people=20, teams=3, workflows=4, weeks=21, planted=(2, 3))
"""For a short run: just long enough for every fault."""


def world_of(size: str, seed: int, family: Family, *, is_rough: bool = False) -> World:
    """The world of a size (S, M, L) and a seed in that family; a rough one has planted teams as unsteady as others."""
    return make(size, seed, NATURES[family], is_rough=is_rough)


def shortened(size: str, seed: int, run: Run) -> World:
    """The world of a size and a seed in the run's family; a tiny one in a short run."""
    if run.is_short:
        return World(size=_TINY, seed=seed, nature=NATURES[run.family])
    return world_of(size, seed, run.family)
