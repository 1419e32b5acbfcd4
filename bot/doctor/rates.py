"""The file of exchange rates that the org file names: whether it can be read, and still says what it once said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.errors import ImportRefusedError
from bot.facts.check import Check, bad, good
from bot.facts.fx import Fx
from bot.facts.rates import Rate
from bot.providers import rate_table

_NAME = "rates"


def rates(fx: Fx | None, stored: Sequence[Rate]) -> Iterator[Check]:
    """A line where a file is named; `stored` are the rates that were kept from a file of its name."""
    if fx is None or not fx.rates:
        return
    source = rate_table.source(fx)
    try:
        found = source.rates({rate.currency for rate in stored}, since=date.min)
    except ImportRefusedError as error:
        yield bad(_NAME, f"The file of rates is refused, so nothing new is converted: {error}.")
        return
    now = {(rate.day, rate.currency): rate.per_euro for rate in found}
    moved = sorted(rate for rate in stored if now.get((rate.day, rate.currency), rate.per_euro) != rate.per_euro)
    if moved:
        days = f"{len(moved)} rates" if len(moved) > 1 else "one rate"
        yield bad(
            _NAME,
            f"{source.name} has other figures for {days} than when they were first used, the first {moved[0].currency} "
            f"of {moved[0].day}; those count on, so give the corrected file another name if it is to count.",
        )
        return
    yield good(_NAME, f"{source.name} can be read, and is what spend is converted by.")
