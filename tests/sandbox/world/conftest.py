from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.world.files import write
from bot.sandbox.world.truth import truth
from bot.sandbox.world.world import World, make


@pytest.fixture(scope="session")
def small() -> World:
    return make("S", 101)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, small: World) -> Path:
    """The files of the small world, as they are in the end."""
    folder = tmp_path_factory.mktemp("world")
    write(small, folder)
    return folder


@pytest.fixture(scope="session")
def true(small: World) -> Callable[[], dict[str, Any]]:
    """The truth of the small world, made when it is first asked for."""
    return cache(lambda: truth(small))
