"""What every API's reading has in common: the readable window, ids in order, the remainder up to the control total."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import TypeVar

import structlog

from bot.errors import NothingToReadError, ProviderChangedError
from bot.facts.charge import Basis, Charge
from bot.facts.money import NANO
from bot.facts.periods import DAY, Period, midnight
from bot.facts.reason import NOT_GROUPED

Control = Mapping[tuple[date, str], Decimal]
"""The ungrouped sum of each UTC day and currency."""

T = TypeVar("T")

_log = structlog.get_logger()


def readable(
    window: Period, *, now: datetime, provider: str, earliest: date = date.min, end: date | None = None
) -> Period:
    """The part of the window that can be asked for: `earliest` through today, or up to `end`, where that is earlier.

    NothingToReadError for none.
    """
    tomorrow = today(now).end
    limit = min(end or tomorrow, tomorrow)
    if (start := max(window.start, earliest)) < (until := min(window.end, limit)):
        return Period(start, until)
    if window.end <= earliest:
        raise NothingToReadError(f"{provider} reports costs from {earliest} on; ask for days from then on")
    running = "" if limit == tomorrow else "a day that is not over, or of "
    raise NothingToReadError(f"{provider} has no costs of {running}days to come; ask for days before {limit}")


def today(now: datetime) -> Period:
    """The UTC day that is not over yet."""
    day = now.astimezone(UTC).date()
    return Period(day, day + DAY)


def charge_id(provider: str, day: date, *dimensions: str | None) -> str:
    """`openai:2026-11-16:proj_a:key_b:…`: the dimensions in order, unambiguous, a missing one empty."""
    return ":".join((provider, day.isoformat(), *(_escaped(value or "") for value in dimensions)))


def numbered(charges: Iterable[Charge]) -> tuple[Charge, ...]:
    """The charges in order of id. Of several with one id the second is called `…#2`, the smallest amount being
    the first: ids are unique and do not depend on the order of rows.
    """
    ordered = sorted(charges, key=_rank)
    return tuple(
        charge if number == 1 else replace(charge, id=f"{charge.id}#{number}")
        for _, same in groupby(ordered, key=lambda charge: charge.id)
        for number, charge in enumerate(same, start=1)
    )


def remainders(
    provider: str, charges: Iterable[Charge], control: Control, *, basis: Basis = Basis.MEASURED
) -> tuple[Charge, ...]:
    """One charge for each day and currency whose control total differs from its rows by more than rows × 1e-9.

    Positive where the grouped rows lack something, negative where they have too much. `basis` is that of the control
    total: a gap in what is only estimated is an estimate.
    """
    rows: Counter[tuple[date, str]] = Counter()
    sums: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
    for charge in charges:
        rows[charge.day, charge.currency] += 1
        sums[charge.day, charge.currency] += charge.billed_cost or 0
    found = []
    for day, currency in sorted(control.keys() | sums.keys()):
        gap = control.get((day, currency), Decimal(0)) - sums[day, currency]
        if abs(gap) > max(rows[day, currency], 1) * NANO:
            found.append(
                Charge(
                    id=charge_id(provider, day, "remainder", currency),
                    provider=provider,
                    starts_at=midnight(day),
                    ends_at=midnight(day + DAY),
                    currency=currency,
                    billed_cost=gap,
                    effective_cost=gap,
                    basis=basis,
                    line_item=NOT_GROUPED,
                )
            )
    return tuple(found)


def control_total(control: Control) -> Decimal | None:
    """The sum over all days, or None where it would add two currencies."""
    one_currency = len({currency for _, currency in control}) <= 1
    return sum(control.values(), Decimal(0)) if one_currency else None


def known_sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """All of them together, None where one is not known; in order of size, so that the order of rows cannot change the
    last digit.
    """
    every = list(amounts)
    known = sorted(amount for amount in every if amount is not None)
    return sum(known, Decimal(0)) if len(known) == len(every) else None


def tags(**said: str | None) -> Mapping[str, str]:
    """Those of the tags that say something."""
    return MappingProxyType({name: value for name, value in said.items() if value})


def unless_unreadable(what: str, read: Callable[[], T]) -> T | None:
    """What holds counts and no money, or None where something of it cannot be read, which the log says: without it the
    rest would be taken for the whole.
    """
    try:
        return read()
    except ProviderChangedError as error:
        _log.warning(f"{what} not read", reason=str(error))
        return None


def _rank(charge: Charge) -> tuple[str, Decimal, Decimal, Decimal, str]:
    zero = Decimal(0)
    amounts = (charge.billed_cost or zero, charge.list_cost or zero, charge.quantity or zero)
    return (charge.id, *amounts, charge.unit or "")


def _escaped(dimension: str) -> str:
    return dimension.replace("%", "%25").replace(":", "%3A").replace("#", "%23")
