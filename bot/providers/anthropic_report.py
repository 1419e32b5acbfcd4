"""What Anthropic's two families of reports have in common: what comes of one, its days, its cents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Final, TypeVar

import structlog

from bot.errors import ProviderError
from bot.facts.charge import Charge
from bot.facts.metered import Dimension, Metered
from bot.facts.periods import DAY, Period, midnight
from bot.facts.tokens import TokenKind, Tokens, cached_apart
from bot.providers.answer import CENTS, Answer
from bot.providers.reading import Control, unless_unreadable

NAME: Final = "anthropic"
LONGEST_DAYS: Final = 31
"""The most days of one request, in both families."""
NOT_OFFERED: Final = frozenset({400, 404})
"""The statuses with which Anthropic answers who does not have an API."""
_REFUSED = {400, 403, 404}

T = TypeVar("T")

_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Report:
    """What one family says of a window: the fields are those of `Reading`, `control` the total of each day."""

    charges: tuple[Charge, ...]
    control: Control
    metered: tuple[Metered, ...]
    billed_by: frozenset[Dimension]
    as_of: datetime | None = None


class NotOfferedError(Exception):
    """The organization has no such reports: even the plainest question was refused, as `refusal` says."""

    def __init__(self, refusal: ProviderError) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


@contextmanager
def plainest() -> Iterator[None]:
    """Around a question that can be refused for nothing it asks: raises NotOfferedError where it is."""
    try:
        yield
    except ProviderError as refusal:
        if refusal.status in NOT_OFFERED:
            raise NotOfferedError(refusal) from None
        raise


def in_order(metered: Iterable[Metered | None]) -> tuple[Metered, ...]:
    """All that is metered, in an order that does not depend on that of the rows."""
    return tuple(sorted((one for one in metered if one is not None), key=repr))


def unless_refused(what: str, ask: Callable[[], list[T]]) -> list[T]:
    """What is asked for, or nothing where it is refused, which the log says: costs are not lost for it.

    An outage is no refusal, and neither is a wrong key.
    """
    try:
        return ask()
    except ProviderError as refusal:
        if refusal.status not in _REFUSED:
            raise
        _log.warning(f"{what} not read", reason=str(refusal))
        return []


def uses(pages: Iterable[Answer], of: Callable[[Answer], list[T]]) -> list[T]:
    """What was used by all pages, or nothing where that is refused or cannot be read, as the log says."""

    def read() -> list[T]:
        found: list[T] = []
        for page in pages:
            some = unless_unreadable("usage", partial(of, page))
            if some is None:
                return []
            found += some
        return found

    return unless_refused("usage", read)


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
    return cost.money(name, exponent=CENTS)


def optional_dollars(cost: Answer, name: str) -> Decimal | None:
    """The amount in a field, None where it is not stated."""
    return cost.optional_money(name, exponent=CENTS)


def currency(cost: Answer) -> str:
    """The currency of an amount; so far it is always USD."""
    return cost.text("currency").upper()


def tokens(usage: Answer) -> Tokens:
    """The tokens of a row of usage, in which cached ones stand beside the others (AC-A7)."""
    written = usage.part("cache_creation")
    parts = {
        TokenKind.CACHE_READ: usage.count("cache_read_input_tokens"),
        TokenKind.CACHE_WRITE: written.count("ephemeral_5m_input_tokens"),
        TokenKind.CACHE_WRITE_1H: written.count("ephemeral_1h_input_tokens"),
    }
    return cached_apart(uncached=usage.count("uncached_input_tokens"), output=usage.count("output_tokens"), parts=parts)
