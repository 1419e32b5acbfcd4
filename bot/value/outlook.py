"""How a budget's period is likely to end, and when its money is likely to be gone (method.md 3.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from math import exp, log
from types import MappingProxyType

from bot.facts.money import NANO
from bot.facts.periods import DAY, Period
from bot.value.exact import EXACT
from bot.value.forecast import Forecast
from bot.value.record import HORIZONS, Bank, Spread

LOW, HIGH = 0.10, 0.90
"""The ends of the 80% range."""
_NOTHING: Mapping[date, Decimal] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class RunOut:
    """The first UTC day by whose end the budget is used up; None where the period ends before.

    `earliest` is it at the 10% level, `latest` at the 90% level, `expected` in between, and None where it is a band.
    """

    earliest: date | None
    expected: date | None
    latest: date | None


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """A period's total, in the currency of what was spent.

    Up to 90 days ahead `expected` is the median and `low` to `high` the 80% range; further ahead nobody knows the
    trend, `expected` is None and the range is a band from the lower to the higher of the flat and the trend path, as
    much wider as 90 days usually err: alone the two paths held a tenth of what came 120 to 250 days later.
    `exceeds` is the probability that the budget is exceeded, 0 to 1, where it is further ahead that it is exceeded
    within 90 days, so at least; it and `runs_out` are None without a budget. `residuals` is how many past errors the
    range is made of; with `is_default` they are the shipped ones, and it is to be called a default range.
    """

    period: Period
    through: date
    spent: Decimal
    expected: Decimal | None
    low: Decimal
    high: Decimal
    exceeds: float | None
    runs_out: RunOut | None
    residuals: int
    is_default: bool


def outlook(
    period: Period,
    ahead: Forecast,
    bank: Bank,
    *,
    spent: Decimal,
    budget: Decimal | None = None,
    scheduled: Mapping[date, Decimal] = _NOTHING,
    read: Decimal | None = None,
) -> Outlook:
    """The outlook of a period of any length from the end of `ahead.through` on, amounts rounded to 1e-9.

    `spent` is the period's effective cost up to then, with what was scheduled. Of `scheduled` (seats, renewals, by the
    day they are charged on) the days after it are added as they are. `read` is what has been read of the period, days
    that are not complete included: no total lies below it. ValueError where `ahead` ends before the period.
    """
    if ahead.last < period.last_day:
        raise ValueError(f"the forecast ends on {ahead.last}, before the period does on {period.last_day}")
    days = [ahead.through + DAY * (n + 1) for n in range(len(ahead.days))]
    inside = [n for n, day in enumerate(days) if day in period]
    rest = _Rest(
        days=[days[n] for n in inside],
        trend=[ahead.days[n] for n in inside],
        flat=[ahead.flat[n] for n in inside],
        spent=spent,
        read=spent if read is None else max(read, spent),
        scheduled=scheduled,
    )
    horizon = max((period.last_day - ahead.through).days, 0)
    spread = bank.spread(horizon)
    is_band = horizon > HORIZONS[-1]
    low, middle, high = rest.paths(spread, is_band=is_band)
    return Outlook(
        period=period,
        through=ahead.through,
        spent=spent,
        expected=None if is_band else rest.total(middle),
        low=rest.total(low),
        high=rest.total(high),
        exceeds=None if budget is None else _exceeds(rest, budget, spread, ahead.through),
        runs_out=None
        if budget is None
        else RunOut(
            earliest=rest.reaches(budget, high, ahead.through),
            expected=None if is_band else rest.reaches(budget, middle, ahead.through),
            latest=rest.reaches(budget, low, ahead.through),
        ),
        residuals=len(spread.log_ratios),
        is_default=spread.is_default,
    )


@dataclass(frozen=True, kw_only=True)
class _Rest:
    """The days of the period that are ahead."""

    days: Sequence[date]
    trend: Sequence[Decimal]
    flat: Sequence[Decimal]
    spent: Decimal
    read: Decimal
    scheduled: Mapping[date, Decimal]

    def paths(self, spread: Spread, *, is_band: bool) -> tuple[Sequence[Decimal], ...]:
        """By day the lower end, the middle and the upper end."""
        lower, higher = sorted((self.trend, self.flat), key=sum) if is_band else (self.trend, self.trend)
        return _times(lower, spread.quantile(LOW)), self.trend, _times(higher, spread.quantile(HIGH))

    def running(self, path: Sequence[Decimal]) -> Iterator[tuple[date, Decimal]]:
        """Each day with what the period has come to at its end."""
        total = self.spent
        for day, amount in zip(self.days, path, strict=True):
            total = EXACT.add(total, amount) + self.scheduled.get(day, Decimal(0))
            yield day, total

    def total(self, path: Sequence[Decimal]) -> Decimal:
        """What the period comes to along the path."""
        total = [self.spent, *(total for _, total in self.running(path))][-1]
        return max(total, self.read).quantize(NANO, ROUND_HALF_EVEN, context=EXACT)

    def reaches(self, budget: Decimal, path: Sequence[Decimal], through: date) -> date | None:
        """The first day at whose end the budget is used up; `through` where it is already."""
        if self.read >= budget:
            return through
        return next((day for day, total in self.running(path) if total >= budget), None)


def _exceeds(rest: _Rest, budget: Decimal, spread: Spread, through: date) -> float:
    """P(exceed) of method.md 3.5; of a longer rest that of its first 90 days, which the whole cannot stay under."""
    within = [n for n, day in enumerate(rest.days) if (day - through).days <= HORIZONS[-1]]
    fixed = rest.spent + sum((rest.scheduled.get(rest.days[n], Decimal(0)) for n in within), Decimal(0))
    expected = sum((rest.trend[n] for n in within), Decimal(0))
    if rest.read > budget or fixed > budget:
        return 1.0
    if expected <= 0:
        return 0.0
    return 1.0 if fixed == budget else spread.share_above(log((budget - fixed) / expected))


def _times(path: Sequence[Decimal], log_ratio: float) -> Sequence[Decimal]:
    ratio = Decimal(exp(log_ratio))
    return [EXACT.multiply(amount, ratio) for amount in path]
