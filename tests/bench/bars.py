"""The bar of a measurement in tests: shown nowhere, and held to its length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar(_: str, length: int) -> Iterator[Callable[[int], None]]:
    """Takes the steps as `output.progress` does; AssertionError unless they come to the length that was promised."""
    steps: list[int] = []
    yield steps.append
    assert sum(steps) == length
