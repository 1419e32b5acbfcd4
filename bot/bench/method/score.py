"""`Score`: one figure of the scorecard beside its target and its anchor (method.md 8.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum

Bar = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Shows how far so many steps under this name have come; what it gives takes the steps just made."""


class Family(StrEnum):
    """Who makes the world that is measured: the method was tuned on the first and never on the second."""

    TUNED = "lognormal runs, AR(1) shocks"
    OTHER = "gamma runs, MA shocks"


@dataclass(frozen=True, kw_only=True)
class Run:
    """What is measured: the worlds of these seeds in one family. A short one makes fewer of each, for the tests."""

    seeds: tuple[int, ...]
    family: Family = Family.TUNED
    is_short: bool = False


@dataclass(frozen=True, kw_only=True)
class Score:
    """`measured` is to be at least, or at most, its target of method.md; both where both are given.

    `row` is the row of method.md 8.2. `anchor` names a simpler rule or a library that was measured in the same run,
    `anchored` what it reached, None where there is none. `of` says what of, and how many: "1,200 workflow-years", and
    of which seeds where they are fewer than the run's.
    `reason` says what the figure is made of, and what a reader of one that falls short has to know. `in_product` is
    False where nobody reads yet what is measured: the functions are there and only the bench calls them.
    """

    row: str
    name: str
    measured: float
    at_least: float | None = None
    at_most: float | None = None
    anchor: str | None = None
    anchored: float | None = None
    of: str
    reason: str
    in_product: bool = True

    @property
    def holds(self) -> bool:
        """Whether the target is met."""
        above = self.at_least is None or self.measured >= self.at_least
        return bool(above and (self.at_most is None or self.measured <= self.at_most))  # NumPy's is another


def share_wrong(wrong: Sequence[bool]) -> float:
    """The share that is wrong; all of it where there is nothing, as then nothing was shown to be right."""
    return sum(wrong) / len(wrong) if wrong else 1.0


def seeds_said(seeds: Sequence[int]) -> str:
    """`seed 7`, `seeds 101 to 108`, or each of them where they do not follow each other."""
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    if seeds[-1] - seeds[0] == len(seeds) - 1:
        return f"seeds {seeds[0]} to {seeds[-1]}"
    return f"seeds {', '.join(map(str, seeds))}"
