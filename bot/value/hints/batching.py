"""How much of the cost nobody waits for, so that it could run in batches (method.md 5.5, H5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class KeyUse:
    """What one key cost outside of batches, and whether people wait for its answers; None where that is not known.

    They do where its use follows the daytime of weekdays.
    """

    cost: Decimal
    is_interactive: bool | None


@dataclass(frozen=True, kw_only=True)
class Batching:
    """`share` of the cost is of keys nobody waits for; `at_most` is what the discount on it comes to, of the cost."""

    share: Decimal
    at_most: Decimal


def batching(keys: Iterable[KeyUse], discount: Decimal) -> Batching | None:
    """What may run in batches, at a discount (0 to 1) for the same model and the same tokens; None where nothing may.

    Keys of which it is not known are taken for interactive ones.
    """
    used = tuple(keys)
    cost = sum((key.cost for key in used), Decimal(0))
    waiting = sum((key.cost for key in used if key.is_interactive is False), Decimal(0))
    if cost <= 0 or waiting <= 0:
        return None
    return Batching(share=waiting / cost, at_most=waiting / cost * discount)
