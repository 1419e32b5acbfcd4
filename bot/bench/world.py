"""Write a synthetic company's files, and its truth in a place of its own (method.md 8.1)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bot.errors import UsageError
from bot.sandbox.world.files import write
from bot.sandbox.world.sizes import SIZES, Nature
from bot.sandbox.world.truth import truth
from bot.sandbox.world.world import World, make

FAMILIES = tuple(nature.value for nature in Nature)
"""What a family is called in the command: `tuned`, and `other`, on which nothing was ever tuned."""

SIZE_NAMES = tuple(SIZES)


def workflows(size: str) -> int:
    """How many workflows a world of the size has: the steps of writing it."""
    return SIZES[size].workflows


def write_world(
    size: str, seed: int, family: str, *, folder: Path, truth_file: Path, step: Callable[[int], None] = lambda _: None
) -> World:
    """Write the files into the folder, which must be empty or new, and the truth as JSON into a file outside of it.

    Raises UsageError where the folder holds something, or the truth would lie in it.
    """
    if folder.resolve() in truth_file.resolve().parents:
        raise UsageError(f"The truth may not lie among the files that are judged by it; put {truth_file} elsewhere")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} holds something already; name a new folder")
    world = make(size, seed, Nature(family))
    write(world, folder, step=step)
    truth_file.parent.mkdir(parents=True, exist_ok=True)
    truth_file.write_text(json.dumps(truth(world), indent=1), encoding="utf-8")
    return world
