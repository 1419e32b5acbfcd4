"""`LeftOut`: what the limits of the org file keep out of the ledger, which is said and never forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bot.facts.charge import Scope


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """The rows of a bill that were not taken, of one provider, service, currency and calendar month of charge days.

    `month` is its first day, `service` is None where the bill names none, `billed` the exact sum of what was billed.
    """

    scope: Scope
    month: date
    provider: str
    service: str | None
    currency: str
    rows: int
    billed: Decimal


class LeftOutSum(NamedTuple):
    """What was left out of one provider and service in one currency, whatever the bill and the month."""

    provider: str
    service: str | None
    currency: str
    rows: int
    billed: Decimal


def by_service(found: Iterable[LeftOut]) -> tuple[LeftOutSum, ...]:
    """The same summed, by provider, the dearest service first."""
    sums: defaultdict[tuple[str, str | None, str], list[LeftOut]] = defaultdict(list)
    for one in found:
        sums[one.provider, one.service, one.currency].append(one)
    summed = [
        LeftOutSum(*key, rows=sum(one.rows for one in those), billed=sum((one.billed for one in those), Decimal(0)))
        for key, those in sums.items()
    ]
    return tuple(sorted(summed, key=lambda one: (one.provider, one.currency, -one.billed, one.service or "")))
