"""Pure: what spend in another currency counts as against a budget (method.md 2.0).

At the rate that was fixed for the budget's period; where none was, at the reference rate of each charge day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bot.facts.fx import Fx
from bot.facts.money import shown
from bot.facts.rates import Rates
from bot.value.fx import at, convert, fx_effect, rate_said, ratio_said

_DIGITS = 7
"""A budget rate was chosen by somebody and is said as it was chosen."""


@dataclass(frozen=True, kw_only=True)
class Foreign:
    """`amount` in `currency` counts as `counted` in the budget's currency.

    `effect` is what the reference rates of the charge days make more of it than the budget rate, None where it is
    counted at the reference rates anyway or one of them is not known. `rate` is the rate that was used, as a phrase.
    """

    currency: str
    amount: Decimal
    counted: Decimal
    into: str
    rate: str
    effect: Decimal | None

    @property
    def said(self) -> str:
        """In a sentence: what it counts as, at which rate, and what the rates since then made of it."""
        sentence = f"{shown(self.amount, self.currency)} counts as {shown(self.counted, self.into)} at {self.rate}."
        if not self.effect:
            return sentence
        sign = "+" if self.effect > 0 else ""
        return f"{sentence} FX effect {sign}{shown(self.effect, self.into)}."


@dataclass(frozen=True, kw_only=True)
class Counting:
    """How a budget in the currency `into` counts others, in the period that begins on `first_day`."""

    into: str
    fx: Fx
    first_day: date
    rates: Rates

    def counted(self, amount: Decimal, currency: str, day: date) -> Decimal | None:
        """What an amount of a charge day counts as, rounded once to 1e-9; None where no rate is known."""
        ratio = self._budget_ratio(currency)
        return convert(amount, currency, self.into, day, self.rates) if ratio is None else at(amount, ratio)

    def foreign(self, spent: Iterable[tuple[str, date, Decimal | None]]) -> tuple[Foreign, ...]:
        """What spend of other currencies, each with its charge day, counts as, by currency.

        A currency is left out where a rate it needs or some of its cost is not known.
        """
        days: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        unknown = set[str]()
        for currency, day, amount in spent:
            if amount is None:
                unknown.add(currency)
            else:
                days[currency][day] += amount
        found = [
            self._foreign(currency, by_day) for currency, by_day in sorted(days.items()) if currency not in unknown
        ]
        return tuple(one for one in found if one is not None)

    def _foreign(self, currency: str, by_day: Mapping[date, Decimal]) -> Foreign | None:
        amount, at_reference = sum(by_day.values(), Decimal(0)), self._at_reference(currency, by_day)
        ratio = self._budget_ratio(currency)
        if ratio is not None:
            counted, rate = (
                at(amount, ratio),
                f"the budget rate {ratio_said(ratio, currency, self.into, digits=_DIGITS)}",
            )
            effect = None if at_reference is None else fx_effect(at_reference, counted)
        elif at_reference is not None:
            counted, effect = at_reference, None
            newest = rate_said(currency, self.into, max(by_day), self.rates)
            rate = f"each day's reference rate, the newest {newest}"
        else:
            return None
        return Foreign(currency=currency, amount=amount, counted=counted, into=self.into, rate=rate, effect=effect)

    def _at_reference(self, currency: str, by_day: Mapping[date, Decimal]) -> Decimal | None:
        found = [convert(amount, currency, self.into, day, self.rates) for day, amount in by_day.items()]
        known = [amount for amount in found if amount is not None]
        return sum(known, Decimal(0)) if len(known) == len(found) else None

    def _budget_ratio(self, currency: str) -> Fraction | None:
        given, wanted = self._budget_rate(currency), self._budget_rate(self.into)
        return None if given is None or wanted is None else Fraction(given) / Fraction(wanted)

    def _budget_rate(self, currency: str) -> Decimal | None:
        """The rate in force on the period's first day, in the reporting currency."""
        if currency == self.fx.currency:
            return Decimal(1)
        for one in self.fx.budget_rates:
            if (
                one.currency == currency
                and one.since <= self.first_day
                and (one.until is None or self.first_day < one.until)
            ):
                return one.rate
        return None
