"""How wrong the month's forecast usually is: what the report prints beside it (method.md 3.5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, fsum

from bot.facts.periods import DAY, month_of
from bot.value.daily import Daily
from bot.value.forecast import NO_HOLIDAYS
from bot.value.holidays import factors
from bot.value.outlook import HIGH, LOW
from bot.value.record import Bank, Residual, bank, residuals
from bot.value.shape import shape

FEWEST = 10
"""With fewer origins nothing is said of how wrong we are."""
_MIDDLE = 0.50
_FEWEST_DAYS = 28
_SUNDAY = 6


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What was said on a past Sunday of the total of its month, and what that came to; money as floats.

    `total` is the median, `low` to `high` the 80% range, `run_rate` what the calendar makes of the month so far.
    """

    origin: date
    actual: float
    total: float
    low: float
    high: float
    run_rate: float


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """`origins` past forecasts of month totals, of a team or of all of them together.

    `wape` is the sum of the absolute errors over the sum of the totals, `run_rate` the same of the calendar run-rate.
    `pinball` is the mean loss at 0.1, 0.5 and 0.9 over the mean total, `coverage` how often the 80% range held it.
    """

    origins: int
    wape: float
    run_rate: float
    pinball: tuple[float, float, float]
    coverage: float

    @property
    def ratio(self) -> float | None:
        """Our error over that of the run-rate: under 1 is better than it; None where that made none."""
        return self.wape / self.run_rate if self.run_rate > 0 else None


def trials(
    teams: Mapping[str, Daily], *, through: date, holidays: frozenset[date] = NO_HOLIDAYS
) -> dict[str, tuple[Trial, ...]]:
    """Each team's past Sundays whose month is over by `through`, oldest first.

    Every one knows only what was finished by then: the days before it, and the errors of all teams up to it.
    """
    known = [one for daily in teams.values() for one in residuals(daily, through=through, holidays=holidays)]
    banks = _Banks(known)
    return {team: tuple(_trials(daily, through, holidays, banks)) for team, daily in teams.items()}


def backtest(found: Sequence[Trial]) -> Backtest | None:
    """What the trials come to; None of fewer than ten, or where nothing was spent in their months."""
    spent = fsum(one.actual for one in found)
    if len(found) < FEWEST or spent <= 0:
        return None
    low, middle, high = (
        fsum(loss(one.actual, said, level) for one, said in zip(found, all_said, strict=True)) / spent
        for level, all_said in (
            (LOW, [one.low for one in found]),
            (_MIDDLE, [one.total for one in found]),
            (HIGH, [one.high for one in found]),
        )
    )
    return Backtest(
        origins=len(found),
        wape=fsum(abs(one.total - one.actual) for one in found) / spent,
        run_rate=fsum(abs(one.run_rate - one.actual) for one in found) / spent,
        pinball=(low, middle, high),
        coverage=sum(one.low <= one.actual <= one.high for one in found) / len(found),
    )


def loss(actual: float, quantile: float, level: float) -> float:
    """The pinball loss: `level` of what it was too low by, the rest of what it was too high by."""
    return level * (actual - quantile) if actual >= quantile else (1 - level) * (quantile - actual)


class _Banks:
    """The bank as it was on each day, made once for all teams."""

    def __init__(self, found: Sequence[Residual]) -> None:
        self._found = sorted(found, key=lambda one: one.finished_on)
        self._days = [one.finished_on for one in self._found]
        self._made = dict[date, Bank]()

    def as_of(self, day: date) -> Bank:
        if day not in self._made:
            self._made[day] = bank(self._found[: bisect_left(self._days, day + DAY)], as_of=day)
        return self._made[day]


def _trials(daily: Daily, through: date, holidays: frozenset[date], banks: _Banks) -> Iterator[Trial]:
    known = daily.until(through)
    days, plain = known.floats(), known.floats(without=holidays)
    for end in range(_FEWEST_DAYS, len(days)):
        origin = known.first + DAY * (end - 1)
        month = month_of(origin)
        start, stop = known.index(month.start), known.index(month.end)
        if origin.weekday() != _SUNDAY or start < 0 or stop > len(days) or stop == end:
            continue
        month_days = [day for day in days[start:stop] if day is not None]
        if len(month_days) < stop - start:
            continue
        found = shape(plain, known.weekday, end)
        ahead = factors(days, known.first, found, holidays=holidays, end=end, count=stop - end)
        path = found.path((origin + DAY).weekday(), stop - end)
        rest = fsum(one * factor for one, factor in zip(path, ahead, strict=True))
        so_far = fsum(month_days[: end - start])
        spread = banks.as_of(origin).spread(stop - end)
        yield Trial(
            origin=origin,
            actual=fsum(month_days),
            total=so_far + rest,
            low=so_far + rest * exp(spread.quantile(LOW)),
            high=so_far + rest * exp(spread.quantile(HIGH)),
            run_rate=so_far / (end - start) * (stop - start),
        )
