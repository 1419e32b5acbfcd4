"""A whole number divided by weights so that nothing is lost: the largest remainders get what is left over."""

from __future__ import annotations

from collections.abc import Sequence


def shares(whole: int, weights: Sequence[int]) -> list[int]:
    """The whole in parts proportional to the weights, which are positive; the parts sum to the whole exactly.

    Each part is within one of its exact share. Of equal remainders the earlier is served first, and a negative whole
    is divided as the positive one is.
    """
    total = sum(weights)
    exact = [divmod(abs(whole) * weight, total) for weight in weights]
    left = abs(whole) - sum(part for part, _ in exact)
    served = set(sorted(range(len(weights)), key=lambda at: -exact[at][1])[:left])
    sign = -1 if whole < 0 else 1
    return [sign * (part + (at in served)) for at, (part, _) in enumerate(exact)]
