"""Which of many tested workflows a list may name: Benjamini and Hochberg's rule (method.md 3.3).

A team reads its own lines and needs none of it. Whoever picks the lines that changed from those of many teams picks
the flukes with them, and this keeps their share at the policy's rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Discoveries:
    """The names that may be listed, sorted, and how many were tested for it: "12 of 212 tested"."""

    names: tuple[str, ...]
    tested: int


def discoveries(p_values: Mapping[str, float], *, rate: float) -> Discoveries:
    """Those of the tested names that are discoveries at that false discovery rate (Benjamini and Hochberg 1995).

    The p-values are of one question about each name at one close; ValueError for what is no chance.
    """
    if any(not 0 <= p <= 1 for p in p_values.values()):
        raise ValueError("a p-value is a chance between 0 and 1")
    ordered = sorted(p_values.values())
    passing = [p for rank, p in enumerate(ordered, start=1) if p <= rate * rank / len(ordered)]
    bar = passing[-1] if passing else -1.0
    return Discoveries(names=tuple(sorted(name for name, p in p_values.items() if p <= bar)), tested=len(ordered))
