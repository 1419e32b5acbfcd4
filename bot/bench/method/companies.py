"""The synthetic company that a scorecard's run is about, by size and seed, in the run's family (method.md 8.1)."""

from __future__ import annotations

from bot.bench.method.score import Family
from bot.sandbox.world.sizes import Nature
from bot.sandbox.world.world import World, make

NATURES = {Family.TUNED: Nature.TUNED, Family.OTHER: Nature.OTHER}
"""What a family of the scorecard is called where the company is made."""


def world_of(size: str, seed: int, family: Family) -> World:
    """The world of a size (S, M, L) and a seed in that family."""
    return make(size, seed, NATURES[family])
