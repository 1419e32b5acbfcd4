"""`Target`: what a measurement is to reach, beside what it came to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Target:
    """A figure that is to stay at or under its limit, or at or above it where `at_least`; both in `unit`.

    `reason` says what the figure is made of: it is what a reader is told where the target falls short.
    """

    name: str
    figure: float
    limit: float
    unit: str
    at_least: bool = False
    reason: str

    @property
    def holds(self) -> bool:
        """Whether it is reached."""
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit
