"""Pure: which rows of a bill the limits of the org file take, and the sums of those they do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.facts.bill_limit import BillLimit
from bot.facts.charge import Charge, Scope
from bot.facts.left_out import LeftOut
from bot.facts.money import from_nanos, to_nanos
from bot.facts.periods import month_of
from bot.providers.bill_row import BillRow

Takes = Callable[[str, str | None, str | None, str | None], bool]
"""Whether a row is taken, by its provider, service, service category and SKU."""


def about(limits: Sequence[BillLimit], provider: str) -> tuple[BillLimit, ...]:
    """The limits that decide what is taken of a provider's bills."""
    return tuple(one for one in limits if one.provider is None or _is_one_of((one.provider,), provider))


def takes(limits: Sequence[BillLimit]) -> Takes:
    """What decides by these limits; without any, everything is taken."""

    @lru_cache(maxsize=4096)
    def taken(provider: str, service: str | None, category: str | None, sku: str | None) -> bool:
        deciding = about(limits, provider)
        return not deciding or any(
            _agrees(one.service, service) and _agrees(one.service_category, category) and _agrees(one.sku, sku)
            for one in deciding
        )

    return taken


class LeftOuts:
    """The sums of what is not taken."""

    def __init__(self) -> None:
        self._sums: dict[tuple[Scope, date, str, str | None, str], list[int]] = {}

    def add(self, row: BillRow) -> None:
        """Count one row in, with all that it charges; every form of bills states what was billed, or it is refused."""
        month, one = month_of(row.charge.day).start, row.charge
        sums = self._sums.setdefault((row.scope, month, one.provider, one.line_item, one.currency), [0, 0])
        sums[0] += 1
        sums[1] += sum(to_nanos(_billed(charge)) for charge in row.charges)

    def found(self) -> tuple[LeftOut, ...]:
        """What was counted, in one order always."""
        found = [
            LeftOut(
                scope=scope,
                month=month,
                provider=provider,
                service=service,
                currency=currency,
                rows=rows,
                billed=from_nanos(nanos),
            )
            for (scope, month, provider, service, currency), (rows, nanos) in self._sums.items()
        ]
        return tuple(
            sorted(found, key=lambda one: (one.scope, one.month, one.provider, one.service or "", one.currency))
        )


def _billed(charge: Charge) -> Decimal:
    if charge.billed_cost is None:
        raise ValueError(f"charge {charge.id}: what a bill leaves out must say what was billed")
    return charge.billed_cost


def _agrees(patterns: Sequence[str], said: str | None) -> bool:
    return not patterns or (said is not None and _is_one_of(patterns, said))


def _is_one_of(patterns: Sequence[str], said: str) -> bool:
    return any(_pattern(pattern).fullmatch(said) for pattern in patterns)


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.IGNORECASE | re.DOTALL)
