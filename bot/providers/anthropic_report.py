"""What Anthropic's two families of reports have in common: what comes of one, its days, its cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from bot.facts.charge import Charge
from bot.facts.metered import Dimension
from bot.facts.periods import DAY, Period, midnight
from bot.providers.answer import Answer
from bot.providers.reading import Control

NAME: Final = "anthropic"
LONGEST_DAYS: Final = 31
"""The most days of one request, in both families."""
_CENTS = -2
"""The exponent of what amounts count."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What one family says of a window: the fields are those of `Reading`, `control` the total of each day."""

    charges: tuple[Charge, ...]
    control: Control
    billed_by: frozenset[Dimension]
    as_of: datetime | None = None


def day_of(row: Answer, days: Period) -> date | None:
    """The UTC day that a row or bucket is of; None for a day beside those asked for, which is not ours."""
    starts_at = row.instant("starting_at")
    day = starts_at.date()
    if starts_at != midnight(day):
        raise row.changed("starting_at", "is not a UTC midnight")
    if day not in days:
        return None
    if not starts_at < row.instant("ending_at") <= midnight(day + DAY):
        raise row.changed("ending_at", "is not in the same UTC day")
    return day


def dollars(cost: Answer, name: str) -> Decimal:
    """The amount in a field: a string of cents with fractions."""
    return cost.money(name, exponent=_CENTS)


def optional_dollars(cost: Answer, name: str) -> Decimal | None:
    """The amount in a field, None where it is not stated."""
    return cost.optional_money(name, exponent=_CENTS)


def currency(cost: Answer) -> str:
    """The currency of an amount; so far it is always USD."""
    return cost.text("currency").upper()


def tags(**said: str | None) -> Mapping[str, str]:
    """Those of the tags that say something."""
    return MappingProxyType({name: value for name, value in said.items() if value})
