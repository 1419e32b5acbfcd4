"""`Rates`: what one euro was worth on which day, as published; a day without a rate is not known, never guessed."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

EURO = "EUR"
"""What every rate is against, as the European Central Bank publishes them."""

STANDS_FOR = timedelta(days=5)
"""A rate is that of its day and of the four after it, unless a newer one is there: since 1999 the ECB was never silent
for longer (Easter, Christmas). Beyond that the rates have ended, or the currency was suspended."""


@dataclass(frozen=True, order=True, kw_only=True)
class Rate:
    """On a UTC day one euro was `per_euro` units of the currency, says the `source`."""

    currency: str
    day: date
    per_euro: Decimal
    source: str


class Rates:
    """Published rates by day and currency. The euro itself needs none."""

    def __init__(self, published: Iterable[Rate] = ()) -> None:
        found: dict[str, list[Rate]] = defaultdict(list)
        for rate in sorted(published):
            found[rate.currency].append(rate)
        self._by_currency = dict(found)
        self._days = {currency: [rate.day for rate in rates] for currency, rates in found.items()}

    def on(self, day: date, currency: str) -> Rate | None:
        """The last rate published on or before the day, as on a weekend (method.md 2.0); None where none stands."""
        if currency == EURO:
            return Rate(currency=EURO, day=day, per_euro=Decimal(1), source="")
        at = bisect_right(self._days.get(currency, []), day)
        if at == 0:
            return None
        newest = self._by_currency[currency][at - 1]
        return newest if day < newest.day + STANDS_FOR else None

    def ratio(self, day: date, currency: str, into: str) -> Fraction | None:
        """How many units of `into` one unit of `currency` is on the day, exactly; None where a rate is not known."""
        if currency == into:
            return Fraction(1)
        given, wanted = self.on(day, currency), self.on(day, into)
        if given is None or wanted is None:
            return None
        return Fraction(wanted.per_euro) / Fraction(given.per_euro)

    def newest(self, currency: str) -> Rate | None:
        """The newest rate of a currency, None where it has none."""
        found = self._by_currency.get(currency)
        return found[-1] if found else None
